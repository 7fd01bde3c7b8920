import { defineCommand } from '../command.ts';

/** `queue boost`: puts one waiting request before all others. */
export const queueBoost = defineCommand({
  name: 'queue boost',
  about: 'Put one waiting request before all others.',
  examples: ['queue boost r-8f21c4'],
  configure: (command) => void command.argument('<request>', 'its id, as "queue list" shows it'),
  async run(context, _, [id = '']) {
    await context.call('queue.boost', { id });
    return { value: { ok: true, id }, text: `${id} is next.` };
  },
});
