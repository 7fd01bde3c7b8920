import { defineCommand } from '../command.ts';

/** `cache clear`: removes every kept answer. */
export const cacheClear = defineCommand({
  name: 'cache clear',
  about: 'Remove every kept answer.',
  examples: ['cache clear'],
  async run(context) {
    const value = await context.call('cache.clear', {});
    return {
      value,
      text: value.enabled ? 'No answer is kept any more.' : 'The cache is not enabled; nothing was kept.',
    };
  },
});
