import type { CacheState } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { formatBytes, formatCount, formatDuration, unknown } from '../output/format.ts';
import { formatPairs } from '../output/table.ts';

/** `cache show`: what is kept, and what it was good for. */
export const cacheShow = defineCommand({
  name: 'cache show',
  about: 'Show how many answers are kept and how often they were given again.',
  examples: ['cache show', 'cache show --json'],
  async run(context) {
    const value = await context.call('cache.get', {});
    return { value, text: describeCache(value) };
  },
});

/** The cache as lines for people. */
export function describeCache(cache: CacheState): string {
  if (!cache.enabled) return 'The cache is not enabled: see [cache] in the configuration file.';
  const { counts, entries, bytes } = cache;
  const trouble = [
    ...(counts.failures > 0 ? [`${formatCount(counts.failures)} times it did not answer in time or at all`] : []),
    ...(counts.rejected > 0
      ? [`${formatCount(counts.rejected)} entries were damaged or forged and were not used`]
      : []),
    ...(counts.dropped > 0 ? [`${formatCount(counts.dropped)} answers were not stored`] : []),
  ];
  const lines = formatPairs([
    ['State', cache.state === 'unreachable' ? 'does not answer; requests are answered without it' : cache.state],
    ['Kept', `${cache.backend}, ${cache.scope === 'shared' ? 'shared by all clients' : 'for each client alone'}`],
    ['Answers', entries === null ? unknown : formatCount(entries)],
    ['Size', `${bytes === null ? unknown : formatBytes(bytes)} of at most ${formatBytes(cache.maxBytes)}`],
    ['Kept for', formatDuration(cache.ttlSeconds * 1000)],
    ['Given again', formatCount(counts.hits)],
    ['Shared in flight', formatCount(counts.shared)],
    ['Generated', formatCount(counts.misses)],
  ]);
  return [lines, ...trouble].join('\n');
}
