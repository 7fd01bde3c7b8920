import { MAX_ANNOUNCED_MODELS } from '../../protocol/index.ts';
import type { ModelInfo } from '../backends/interface.ts';
import type { DiscoverySettings, ModelSettings } from './config.ts';
import type { ListedModel } from './merge-lists.ts';

/** Longest model id that is announced, characters: so many names must fit into a 64 KiB announcement. */
export const MAX_MODEL_ID_LENGTH = 256;

/** A model of a backend and whether this executor offers it to the network. */
export interface CatalogModel extends Omit<ListedModel, 'refusal'> {
  /** Most model tokens of prompt and answer together: the owner's limit or the backend's; null when nobody knows. */
  readonly contextLength: number | null;
  /** False for a model that is answered and not announced. */
  readonly announced: boolean;
  readonly served: boolean;
  /** One sentence for people; null when it is served. */
  readonly notServedBecause: string | null;
}

/** Loaded models come first: they answer at once. */
const stateOrder: Readonly<Record<ModelInfo['state'], number>> = { loaded: 0, loading: 1, unknown: 2, 'not-loaded': 3 };

/** What the owner says about what is offered. */
export interface OfferSettings {
  readonly models: readonly ModelSettings[];
  readonly discovery: Pick<DiscoverySettings, 'enabled' | 'advertiseModels' | 'onlyModels'>;
  /** One sentence where the computer has no room for a model; null where it has. @defaultValue it has */
  readonly whyNoRoom?: (id: string) => string | null;
}

/**
 * Decides which models are offered. Models that are not loaded are offered where the backend loads them on demand.
 * Sorted: loaded ones first, then by name.
 */
export function decideServed(models: readonly ListedModel[], options: OfferSettings): CatalogModel[] {
  const sorted = [...models].sort(
    (a, b) => stateOrder[a.state] - stateOrder[b.state] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  let room = MAX_ANNOUNCED_MODELS;
  return sorted.map(({ refusal, ...model }) => {
    const own = options.models.find(({ name }) => name === model.id);
    const reason =
      refusal ??
      whyNotOffered(model.id, own, options.discovery) ??
      whyNot(model, room) ??
      options.whyNoRoom?.(model.id) ??
      null;
    if (reason === null) room -= 1;
    return {
      ...model,
      contextLength: smaller(own?.contextLength ?? null, model.loadedContextLength ?? model.maxContextLength),
      announced: reason === null && (own !== undefined || options.discovery.advertiseModels),
      served: reason === null,
      notServedBecause: reason,
    };
  });
}

function whyNotOffered(
  id: string,
  own: ModelSettings | undefined,
  { enabled, onlyModels }: OfferSettings['discovery'],
): string | null {
  if (own?.enabled === false) return 'It is switched off in the configuration.';
  if (onlyModels.length > 0 && !onlyModels.includes(id)) return 'It is none of the models that alone are to be served.';
  return own !== undefined || enabled ? null : 'It is not listed in the configuration, and models are not discovered.';
}

const smaller = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b));

function whyNot(model: ModelInfo, room: number): string | null {
  if (!model.available) {
    return model.unavailableBecause ?? 'It is not loaded, and the backend does not load models on demand.';
  }
  if (model.id.length > MAX_MODEL_ID_LENGTH) return `Its name is longer than ${MAX_MODEL_ID_LENGTH} characters.`;
  return room > 0 ? null : `Only ${MAX_ANNOUNCED_MODELS} models can be announced.`;
}
