import { defineCommand } from '../command.ts';
import { plainText } from '../output/format.ts';

/** `presence serve`: serves although the owner is there. */
export const presenceServe = defineCommand({
  name: 'presence serve',
  about: 'Serve anyway, until what pauses now has ended once.',
  examples: ['presence serve'],
  async run(context) {
    const value = await context.call('presence.override', { mode: 'serve' });
    return { value, text: plainText(value.line ?? 'Nothing asks for a pause.') };
  },
});
