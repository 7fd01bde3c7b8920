import { defineCommand } from '../command.ts';

/** `queue cancel`: takes one request out. */
export const queueCancel = defineCommand({
  name: 'queue cancel',
  about: 'Take one request out; nothing is charged for it.',
  examples: ['queue cancel r-8f21c4'],
  configure: (command) => void command.argument('<request>', 'its id, as "queue list" shows it'),
  async run(context, _, [id = '']) {
    await context.call('queue.cancel', { id });
    return { value: { ok: true, id }, text: `Cancelled ${id}; nothing is charged for it.` };
  },
});
