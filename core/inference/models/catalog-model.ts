import { MAX_ANNOUNCED_MODELS } from '../../protocol/index.ts';
import type { ModelInfo } from '../backends/interface.ts';

/** Longest model id that is announced, characters: so many names must fit into a 64 KiB announcement. */
export const MAX_MODEL_ID_LENGTH = 256;

/** A model of the backend and whether this executor offers it to the network. */
export interface CatalogModel extends ModelInfo {
  readonly served: boolean;
  /** One sentence for people; null when it is served. */
  readonly notServedBecause: string | null;
}

/** Loaded models come first: they answer at once. */
const stateOrder: Readonly<Record<ModelInfo['state'], number>> = { loaded: 0, loading: 1, unknown: 2, 'not-loaded': 3 };

/**
 * Decides which models are offered. Models that are not loaded are offered where the backend loads them on demand.
 * Sorted: loaded ones first, then by name.
 */
export function decideServed(models: readonly ModelInfo[], options: { readonly reachable: boolean }): CatalogModel[] {
  const sorted = [...models].sort(
    (a, b) => stateOrder[a.state] - stateOrder[b.state] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  let room = MAX_ANNOUNCED_MODELS;
  return sorted.map((model) => {
    const reason = options.reachable ? whyNot(model, room) : 'The backend does not answer.';
    if (reason === null) room -= 1;
    return { ...model, served: reason === null, notServedBecause: reason };
  });
}

function whyNot(model: ModelInfo, room: number): string | null {
  if (!model.available) return 'It is not loaded, and the backend does not load models on demand.';
  if (model.id.length > MAX_MODEL_ID_LENGTH) return `Its name is longer than ${MAX_MODEL_ID_LENGTH} characters.`;
  return room > 0 ? null : `Only ${MAX_ANNOUNCED_MODELS} models can be announced.`;
}
