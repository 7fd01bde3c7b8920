import { defineCommand } from '../command.ts';

/** `queue release`: lets a request that is held back go on. */
export const queueRelease = defineCommand({
  name: 'queue release',
  about: 'Let a request that is held back go on.',
  examples: ['queue release r-8f21c4'],
  configure: (command) => void command.argument('<request>', 'its id, as "queue list" shows it'),
  async run(context, _, [id = '']) {
    await context.call('queue.release', { id });
    return { value: { ok: true, id }, text: `${id} goes on from its place.` };
  },
});
