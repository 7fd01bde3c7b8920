import { MAX_ANNOUNCED_MODELS } from '../../protocol/index.ts';
import type { ModelInfo } from '../backends/interface.ts';
import type { DiscoverySettings, ModelSettings } from './config.ts';
import type { ListedModel } from './merge-lists.ts';

/** Longest model id that is announced, characters: so many names must fit into a 64 KiB announcement. */
export const MAX_MODEL_ID_LENGTH = 256;

/** A name that requests can ask for, with the model behind it, and whether it is offered to the network. */
export interface CatalogModel extends Omit<ListedModel, 'refusal'> {
  /** Id of the model behind the name, as its backend lists it; null where the name is that id. */
  readonly aliasOf: string | null;
  /** Most model tokens of prompt and answer together: the owner's limit or the backend's; null when nobody knows. */
  readonly contextLength: number | null;
  /** The owner's own word: false for what is switched off. */
  readonly enabled: boolean;
  /** False for a model that is answered and not announced. */
  readonly announced: boolean;
  readonly served: boolean;
  /** One sentence for people; null when it is served. */
  readonly notServedBecause: string | null;
}

/** What the owner says about what is offered. */
export interface OfferSettings {
  readonly models: readonly ModelSettings[];
  readonly discovery: Pick<DiscoverySettings, 'enabled' | 'advertiseModels' | 'onlyModels'>;
  /** One sentence where the computer has no room for a model; null where it has. @defaultValue it has */
  readonly whyNoRoom?: (id: string) => string | null;
  /** Further name → id of the model behind it. */
  readonly aliases: ReadonlyMap<string, string>;
}

type Named = ListedModel & Pick<CatalogModel, 'aliasOf'>;

/** Loaded models come first: they answer at once. */
const stateOrder: Readonly<Record<ModelInfo['state'], number>> = { loaded: 0, loading: 1, unknown: 2, 'not-loaded': 3 };

/**
 * Decides which names are offered: models, and further names of them. Models that are not loaded are offered where the
 * backend loads them on demand. Sorted: loaded ones first, then by name.
 */
export function decideServed(models: readonly ListedModel[], options: OfferSettings): CatalogModel[] {
  const owners = new Map(options.models.map((own) => [own.name, own]));
  const named = [...models.map((model) => ({ ...model, aliasOf: null })), ...aliased(models, options.aliases)];
  named.sort((a, b) => stateOrder[a.state] - stateOrder[b.state] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  let room = MAX_ANNOUNCED_MODELS;
  return named.map(({ refusal, ...model }) => {
    const own = owners.get(model.id);
    const behind = owners.get(model.aliasOf ?? model.id);
    const enabled = own?.enabled !== false && behind?.enabled !== false;
    const isListed = own !== undefined || model.aliasOf !== null;
    const reason =
      refusal ??
      whyNotOffered(model, { enabled, isListed }, options.discovery) ??
      whyNot(model, room) ??
      options.whyNoRoom?.(model.aliasOf ?? model.id) ??
      null;
    if (reason === null) room -= 1;
    const loaded = smaller(behind?.contextLength ?? null, model.loadedContextLength ?? model.maxContextLength);
    return {
      ...model,
      contextLength: smaller(own?.contextLength ?? null, loaded),
      features: own?.capabilities ?? behind?.capabilities ?? model.features,
      enabled,
      announced: reason === null && (isListed || options.discovery.advertiseModels),
      served: reason === null,
      notServedBecause: reason,
    };
  });
}

/** Further names whose model is there. A model that has the name itself goes first. */
function aliased(models: readonly ListedModel[], aliases: OfferSettings['aliases']): Named[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  return [...aliases].flatMap(([alias, target]) => {
    const model = byId.get(target);
    return model === undefined || byId.has(alias) ? [] : [{ ...model, id: alias, aliasOf: target }];
  });
}

function whyNotOffered(
  { id, aliasOf }: Named | Pick<CatalogModel, 'id' | 'aliasOf'>,
  owner: { readonly enabled: boolean; readonly isListed: boolean },
  { enabled, onlyModels }: OfferSettings['discovery'],
): string | null {
  if (!owner.enabled) return 'It is switched off in the configuration.';
  const isMeant = onlyModels.includes(id) || (aliasOf !== null && onlyModels.includes(aliasOf));
  if (onlyModels.length > 0 && !isMeant) return 'It is none of the models that alone are to be served.';
  return owner.isListed || enabled ? null : 'It is not listed in the configuration, and models are not discovered.';
}

const smaller = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b));

function whyNot(
  { id, available, unavailableBecause }: Pick<ModelInfo, 'id' | 'available' | 'unavailableBecause'>,
  room: number,
): string | null {
  if (!available) return unavailableBecause ?? 'It is not loaded, and the backend does not load models on demand.';
  if (id.length > MAX_MODEL_ID_LENGTH) return `Its name is longer than ${MAX_MODEL_ID_LENGTH} characters.`;
  // Folder names are the owner's business.
  if (isFilePath(id)) return 'Its name is the path of a file; give it another one in [model_aliases].';
  return room > 0 ? null : `Only ${MAX_ANNOUNCED_MODELS} models can be announced.`;
}

/** True for a text that names a file from the root, the home folder or here; `publisher/model` is none. */
export function isFilePath(text: string): boolean {
  return /^(?:[/~]|\.{1,2}\/|[A-Za-z]:[/\\]|file:)|\\/.test(text);
}
