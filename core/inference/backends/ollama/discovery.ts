import { LRUCache } from 'lru-cache';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError } from '../errors.ts';
import type { Discovery } from '../http/http-client.ts';
import type { JsonApi } from '../http/json-api.ts';
import { isRecord } from '../http/read-bounded.ts';
import { type BackendFacts, type ModelInfo, unknownModel } from '../interface.ts';
import { MAX_LISTED_MODELS } from '../limits.ts';
import { textOrNull, uniqueModels } from '../model-fields.ts';
import type { OllamaApi } from './api.ts';
import { contextLengthFor, type WantedContexts } from './contexts.ts';
import { type OllamaCard, type OllamaModel, type OllamaRunning, parseCard, parsePs, parseTags } from './parse.ts';

/** Cards that are asked for in one look at the models; the others follow with the next ones. */
const MAX_CARDS_PER_LOOK = 64;
/** Failures that the next question would meet as well. */
const unanswered: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_TIMEOUT', 'BACKEND_ABORTED']);
/** Cards that are asked for at the same time. */
const CARDS_AT_ONCE = 4;

/** Discovery that also knows with which context each model runs. */
export interface OllamaDiscovery extends Discovery {
  /** The context that a model is asked with, model tokens. */
  contextLengthOf(model: string, signal: AbortSignal): Promise<number>;
}

/**
 * Finds Ollama's models: what is installed, what is in memory, and each model's card, which is kept as long as the
 * model's file is the same. Cloud models, which another computer runs, are left out.
 */
export function createOllamaDiscovery(
  { ollama, api }: { readonly ollama: OllamaApi; readonly api: JsonApi },
  { backend, wanted }: { readonly backend: string; readonly wanted: WantedContexts },
): OllamaDiscovery {
  const cards = new LRUCache<string, OllamaCard>({ max: MAX_LISTED_MODELS });
  let contexts: ReadonlyMap<string, number> = new Map();
  let remoteModels: readonly string[] = [];

  async function listModels(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const [tags, ps] = await Promise.all([ollama.tags(signal), ollama.ps(signal)]);
    const installed = parseTags(tags);
    const running = parsePs(ps);
    if (installed === null || running === null) throw backendError('BACKEND_BAD_RESPONSE', backend);
    const models = uniqueModels(installed);
    await fetchCards(
      models.filter(({ isRemote }) => !isRemote),
      signal,
    );
    const cardOf = ({ digest }: OllamaModel) => cards.get(digest) ?? null;
    const isRemote = (model: OllamaModel) => model.isRemote || cardOf(model)?.isRemote === true;
    remoteModels = models.filter(isRemote).map(({ id }) => id);
    const own = models.filter((model) => !isRemote(model) && cardOf(model)?.chats === true);
    const context = (model: OllamaModel) =>
      contextLengthFor({ card: cardOf(model), running: running.get(model.id), wanted: wanted.get(model.id) });
    contexts = new Map(own.map((model) => [model.id, context(model)]));
    return own.map((model) => toModelInfo(model, cardOf(model), running.get(model.id), context(model)));
  }

  async function fetchCards(models: readonly OllamaModel[], signal: AbortSignal): Promise<void> {
    const missing = models.filter(({ digest }) => !cards.has(digest)).slice(0, MAX_CARDS_PER_LOOK);
    const next = missing.values();
    const work = async () => {
      for (const { id, digest } of next) {
        try {
          cards.set(digest, parseCard(id, await ollama.show(id, signal)));
        } catch (error) {
          // One model whose card cannot be had is not offered; the others are.
          if (!isExecutorError(error) || unanswered.has(error.code)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: CARDS_AT_ONCE }, work));
  }

  async function fetchVersion(signal: AbortSignal): Promise<string | null> {
    const { body } = await api.get('/api/version', { signal });
    const version = isRecord(body) ? textOrNull(body.version, 64) : null;
    return version === null ? 'Ollama' : `Ollama ${version}`;
  }

  return {
    listModels,
    fetchVersion,
    async fetchFacts(): Promise<Partial<BackendFacts>> {
      return { loadsOnDemand: true, remoteModels };
    },
    guardedPath: '/api/tags',
    async contextLengthOf(model, signal) {
      if (!contexts.has(model)) await listModels(signal);
      const known = contexts.get(model);
      if (known === undefined) throw backendError('BACKEND_MODEL_NOT_FOUND', backend);
      return known;
    },
  };
}

function toModelInfo(
  model: OllamaModel,
  card: OllamaCard | null,
  running: OllamaRunning | undefined,
  contextLength: number,
): ModelInfo {
  const { id, sizeBytes, architecture, quantization, parameters } = model;
  return {
    ...unknownModel(id),
    state: running === undefined ? 'not-loaded' : 'loaded',
    loadedContextLength: running === undefined ? null : contextLength,
    // Not what the model could hold at most, but what it will be loaded with.
    maxContextLength: contextLength,
    architecture,
    quantization,
    parameters,
    features: card?.features ?? ['chat', 'completion'],
    sizeBytes,
    gpuMemoryBytes: running?.gpuMemoryBytes ?? null,
  };
}
