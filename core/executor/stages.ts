import type { RequestStages } from '../request/index.ts';

/** The stations of the request path, as the configuration asks for them. */
export function createStages({ rateLimit, cache }: Pick<RequestStages, 'rateLimit' | 'cache'>): RequestStages {
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
    cache,
  };
}
