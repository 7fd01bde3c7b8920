import type { RequestStages } from '../request/index.ts';

/** The stations of the request path, as the configuration asks for them. */
export function createStages(stages: Omit<RequestStages, 'contentFilter'>): RequestStages {
  const nothing = async () => {};
  return { ...stages, contentFilter: { version: 'none', checkPrompt: nothing, checkResponse: nothing } };
}
