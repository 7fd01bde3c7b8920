import { defineCommand } from '../command.ts';
import { plainText } from '../output/format.ts';

/** `presence follow`: the rules hold again. */
export const presenceFollow = defineCommand({
  name: 'presence follow',
  about: 'Take "presence serve" back: the rules of [presence] hold again.',
  examples: ['presence follow'],
  async run(context) {
    const value = await context.call('presence.override', { mode: 'follow' });
    return { value, text: plainText(value.line ?? 'The rules hold; nothing asks for a pause.') };
  },
});
