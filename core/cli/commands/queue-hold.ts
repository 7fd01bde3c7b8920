import { defineCommand } from '../command.ts';

/** `queue hold`: holds one waiting request back; its deadline goes on. */
export const queueHold = defineCommand({
  name: 'queue hold',
  about: 'Hold one waiting request back; its deadline goes on.',
  examples: ['queue hold r-8f21c4'],
  configure: (command) => void command.argument('<request>', 'its id, as "queue list" shows it'),
  async run(context, _, [id = '']) {
    await context.call('queue.hold', { id });
    return { value: { ok: true, id }, text: `${id} waits until it is released; its deadline goes on.` };
  },
});
