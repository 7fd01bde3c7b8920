import type { RequestStages } from '../request/index.ts';

/** The stations of the request path, as the configuration asks for them. */
export function createStages({ rateLimit }: Pick<RequestStages, 'rateLimit'>): RequestStages {
  const nothing = async () => {};
  return {
    rateLimit,
    hooks: {
      open: () => ({
        accept: nothing,
        before: nothing,
        after: async ({ content }) => ({ content, metadata: null }),
        ended: () => {},
      }),
    },
    contentFilter: { version: 'none', checkPrompt: nothing, checkResponse: nothing },
    cache: { open: async () => ({ kind: 'none' }), hitQuote: (quote) => quote },
  };
}
