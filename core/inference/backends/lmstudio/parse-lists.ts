import { isRecord } from '../http/read-bounded.ts';
import { type ModelInfo, unknownModel } from '../interface.ts';
import { answersNoChats, countOrNull, featuresOf, textOrNull, uniqueModels } from '../model-fields.ts';

/** Types of models that answer chats; everything else (`embedding`, `embeddings`) is left out. */
const chatTypes: ReadonlySet<unknown> = new Set(['llm', 'vlm']);

/**
 * Reads the answer of `GET /api/v1/models` (LM Studio 0.4.0 and later).
 *
 * @returns null when the body is not such a list.
 */
export function parseV1(body: unknown): ModelInfo[] | null {
  const entries = readV1(body);
  return entries === null ? null : uniqueModels(entries.flatMap(toModelV1));
}

/**
 * The names of the copies in memory of each model in that list, which `POST /api/v1/models/unload` wants.
 *
 * @returns null when the body is not such a list.
 */
export function parseInstances(body: unknown): ReadonlyMap<string, readonly string[]> | null {
  const entries = readV1(body);
  if (entries === null) return null;
  return new Map(
    entries.map((entry) => {
      const instances = entry.loaded_instances as readonly unknown[];
      const ids = instances.flatMap((instance) => (isRecord(instance) ? (textOrNull(instance.id) ?? []) : []));
      return [String(entry.key), ids];
    }),
  );
}

function readV1(body: unknown): Readonly<Record<string, unknown>>[] | null {
  if (!isRecord(body) || !Array.isArray(body.models)) return null;
  const entries: unknown[] = body.models;
  const isOurs = (entry: unknown): entry is Readonly<Record<string, unknown>> =>
    isRecord(entry) && 'key' in entry && Array.isArray(entry.loaded_instances);
  return entries.every(isOurs) ? entries : null;
}

function toModelV1(entry: Readonly<Record<string, unknown>>): ModelInfo[] {
  const id = textOrNull(entry.key);
  if (id === null || !chatTypes.has(entry.type)) return [];
  const instances = entry.loaded_instances as readonly unknown[];
  const configs = instances.map((instance) => (isRecord(instance) && isRecord(instance.config) ? instance.config : {}));
  const contextLengths = configs.flatMap((config) => countOrNull(config.context_length) ?? []);
  const parallels = configs.flatMap((config) => countOrNull(config.parallel) ?? []);
  const capabilities = isRecord(entry.capabilities) ? entry.capabilities : {};
  const quantization = isRecord(entry.quantization) ? entry.quantization.name : null;
  return [
    {
      ...unknownModel(id),
      state: instances.length > 0 ? 'loaded' : 'not-loaded',
      // Which instance answers is LM Studio's choice: only the smallest context is sure.
      loadedContextLength: contextLengths.length > 0 ? Math.min(...contextLengths) : null,
      maxContextLength: countOrNull(entry.max_context_length),
      architecture: textOrNull(entry.architecture, 64),
      quantization: textOrNull(quantization, 64),
      parameters: textOrNull(entry.params_string, 64),
      features: featuresOf({
        vision: capabilities.vision === true,
        tools: capabilities.trained_for_tool_use === true,
        reasoning: isRecord(capabilities.reasoning),
      }),
      sizeBytes: countOrNull(entry.size_bytes),
      parallel: parallels.length > 0 ? parallels.reduce((sum, parallel) => sum + parallel, 0) : null,
    },
  ];
}

/** Reads the answer of `GET /api/v0/models` (LM Studio 0.3.6 and later); null when the body is not such a list. */
export function parseV0(body: unknown): ModelInfo[] | null {
  const entries = readData(body);
  if (entries === null || !entries.every((entry) => 'type' in entry && 'state' in entry)) return null;
  return uniqueModels(entries.flatMap(toModelV0));
}

function toModelV0(entry: Readonly<Record<string, unknown>>): ModelInfo[] {
  const id = textOrNull(entry.id);
  if (id === null || !chatTypes.has(entry.type)) return [];
  const state = entry.state;
  return [
    {
      ...unknownModel(id),
      state: state === 'loaded' || state === 'loading' || state === 'not-loaded' ? state : 'unknown',
      loadedContextLength: countOrNull(entry.loaded_context_length),
      maxContextLength: countOrNull(entry.max_context_length),
      architecture: textOrNull(entry.arch, 64),
      quantization: textOrNull(entry.quantization, 64),
      features: featuresOf({
        vision: entry.type === 'vlm',
        tools: Array.isArray(entry.capabilities) && entry.capabilities.includes('tool_use'),
      }),
    },
  ];
}

/** Reads the answer of `GET /v1/models`, which names models and nothing else; null when the body is not such a list. */
export function parseNames(body: unknown): ModelInfo[] | null {
  const entries = readData(body);
  if (entries === null) return null;
  const ids = entries.flatMap((entry) => textOrNull(entry.id) ?? []).filter((id) => !answersNoChats(id));
  return uniqueModels(ids.map(unknownModel));
}

function readData(body: unknown): Readonly<Record<string, unknown>>[] | null {
  if (!isRecord(body) || !Array.isArray(body.data)) return null;
  const entries: unknown[] = body.data;
  return entries.every(isRecord) ? entries : null;
}
