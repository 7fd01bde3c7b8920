import { type RequestStages, unlimitedResources } from '../../core/request/index.ts';

const nothing = async () => {};

/** Stations that let everything through, with some of them replaced. */
export function openStages(change: Partial<RequestStages> = {}): RequestStages {
  return {
    rateLimit: { takeRequest: nothing, reserve: async () => ({ settle: () => {} }) },
    hooks: { open: () => openSession },
    contentFilter: { version: 'none', checkPrompt: nothing, checkResponse: nothing },
    cache: { open: async () => ({ kind: 'none' }), hitQuote: (quote) => quote },
    resources: unlimitedResources,
    ...change,
  };
}

/** Hooks of one request that nobody set. */
export const openSession: ReturnType<RequestStages['hooks']['open']> = {
  accept: nothing,
  before: nothing,
  after: async ({ content }) => ({ content, metadata: null }),
  ended: () => {},
};
