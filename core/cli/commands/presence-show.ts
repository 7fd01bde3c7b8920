import type { Presence } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { formatAge, formatBytes, formatDuration, plainText, unknown } from '../output/format.ts';
import { formatPairs, formatTable } from '../output/table.ts';

/** `presence show`: how the executor gives way to its owner. */
export const presenceShow = defineCommand({
  name: 'presence show',
  about: 'Show whether serving steps aside for you, why, and what became of the video memory.',
  examples: ['presence show', 'presence show --json'],
  async run(context) {
    const value = await context.call('presence.get', {});
    return { value, text: describePresence(value, context.clock.nowMs()) };
  },
});

/** How the executor gives way, as lines for people. */
export function describePresence(presence: Presence, nowMs: number): string {
  const { cause, release, resumesAtMs, resumeDelayMs, steps, signals } = presence;
  const pairs: [string, string][] = [
    ['now', plainText(presence.line ?? (presence.enabled ? 'Nothing asks for a pause' : 'Switched off'))],
    ...(cause === null ? [] : ([['since', formatAge(cause.sinceMs, nowMs)]] as [string, string][])),
    ...(release === null ? [] : ([['video memory', describeRelease(release)]] as [string, string][])),
    ['comes back', describeReturn(presence, resumesAtMs, resumeDelayMs, nowMs)],
  ];
  const watched = signals.filter((signal) => signal.watched);
  const table = formatTable(
    watched,
    [
      { title: 'Signal', cell: ({ signal }) => signal },
      { title: 'State', cell: ({ state }) => (state === 'not-available' ? 'not available' : state) },
      { title: 'Seen', cell: ({ detail }) => plainText(detail) },
    ],
    'No signal is watched.',
  );
  const told = steps.map(({ title, detail }) => plainText(`${title}. ${detail}`));
  return [formatPairs(pairs), ...(told.length === 0 ? [] : ['', ...told]), '', table].join('\n');
}

function describeRelease({
  verified,
  freedBytes,
  freedAfterMs,
  stillHeldBytes,
  heldBy,
}: NonNullable<Presence['release']>) {
  switch (verified) {
    case 'pending':
      return 'being freed';
    case 'not-measurable':
      return 'cannot be measured here';
    case 'freed':
      return `${formatBytes(freedBytes ?? 0)} freed${freedAfterMs === null ? '' : ` in ${formatDuration(freedAfterMs)}`}`;
    case 'still-held':
      return plainText(`${formatBytes(stillHeldBytes ?? 0)} still held by ${heldBy.join(', ') || 'a model program'}`);
  }
}

function describeReturn(presence: Presence, resumesAtMs: number | null, delayMs: number, nowMs: number): string {
  if (presence.state === 'held') return 'the rules hold again when the cause has ended once';
  if (resumesAtMs !== null) return `in ${formatDuration(Math.max(0, resumesAtMs - nowMs))}`;
  return presence.cause === null ? unknown : `${formatDuration(delayMs)} after the cause has ended`;
}
