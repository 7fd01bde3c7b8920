import { defineCommand } from '../command.ts';
import { describeState } from '../output/status-words.ts';

/** `resume`: serves again after `pause`. */
export const resume = defineCommand({
  name: 'resume',
  about: 'Serve again after a pause.',
  examples: ['resume'],
  async run(context) {
    await context.call('executor.resume', {});
    const status = await context.call('status.get', {});
    return { value: { ok: true, state: status.state }, text: `${describeState(status)}.` };
  },
});
