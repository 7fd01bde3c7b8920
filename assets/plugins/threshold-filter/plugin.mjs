// Refuses prompts that repeat themselves. `config = { threshold = 0.9 }` is the largest share of words that may have
// come before in the same prompt, 0 to 1; prompts below 20 words always pass.

export const name = 'threshold-filter';

/** Only declared reasons reach the executor's log. */
export const reasons = ['too repetitive'];

const fewWords = 20;
const defaultThreshold = 0.9;

export function onRequest(context, request) {
  const { threshold = defaultThreshold } = context.config;
  return repetition(request.payload.prompt) > threshold
    ? { action: 'reject', reason: 'too repetitive' }
    : { action: 'accept' };
}

/** Share of the words that came before, 0 to 1. */
function repetition(text) {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length < fewWords ? 0 : 1 - new Set(words).size / words.length;
}
