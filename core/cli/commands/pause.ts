import { defineCommand } from '../command.ts';
import { plural } from '../output/format.ts';

/** `pause`: stops serving without ending the program. */
export const pause = defineCommand<{ now?: boolean }>({
  name: 'pause',
  about: 'Stop serving; running requests are finished first.',
  more: 'The executor keeps running and is found again after "resume". With --now running requests are given up; nothing is charged for them.',
  examples: ['pause', 'pause --now'],
  configure: (command) => void command.option('--now', 'give up running requests'),
  async run(context, { now = false }) {
    await context.call('executor.pause', { mode: now ? 'now' : 'finish' });
    const { state, requests } = await context.call('status.get', {});
    const finishing = requests.running > 0 ? ` It finishes ${plural(requests.running, 'running request')}.` : '';
    return {
      value: { ok: true, state, running: requests.running },
      text: `Paused: no new requests are taken.${finishing}`,
    };
  },
});
