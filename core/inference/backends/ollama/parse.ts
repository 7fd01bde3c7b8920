import { isRecord } from '../http/read-bounded.ts';
import { answersNoChats, countOrNull, featuresOf, textOrNull } from '../model-fields.ts';

/** A model as `GET /api/tags` lists it. */
export interface OllamaModel {
  readonly id: string;
  /** Fingerprint of its file, which changes with it. */
  readonly digest: string;
  readonly sizeBytes: number | null;
  readonly architecture: string | null;
  readonly quantization: string | null;
  readonly parameters: string | null;
  /** True where another computer runs it: a cloud model. */
  readonly isRemote: boolean;
}

/** What of a model is in memory, by `GET /api/ps`. */
export interface OllamaRunning {
  readonly gpuMemoryBytes: number | null;
  /** Null from versions that do not tell. */
  readonly contextLength: number | null;
}

/** What `POST /api/show` tells of a model. */
export interface OllamaCard {
  readonly maxContextLength: number | null;
  /** Context that its Modelfile asks for; null when it asks for none. */
  readonly ownContextLength: number | null;
  readonly features: readonly string[];
  readonly chats: boolean;
  readonly isRemote: boolean;
}

/** Reads the list of models; null when the body is no such list. */
export function parseTags(body: unknown): readonly OllamaModel[] | null {
  const entries = readModels(body);
  return entries?.flatMap(toModel) ?? null;
}

/** Reads what is in memory, by the model's name; null when the body is no such list. */
export function parsePs(body: unknown): ReadonlyMap<string, OllamaRunning> | null {
  const entries = readModels(body);
  if (entries === null) return null;
  return new Map(
    entries.map((entry) => [
      nameOf(entry) ?? '',
      { gpuMemoryBytes: countOrNull(entry.size_vram), contextLength: countOrNull(entry.context_length) },
    ]),
  );
}

/** Reads the card of a model; odd fields are left out. */
export function parseCard(id: string, body: unknown): OllamaCard {
  const card = isRecord(body) ? body : {};
  const info = isRecord(card.model_info) ? card.model_info : {};
  const architecture = textOrNull(info['general.architecture'], 64);
  const given = Array.isArray(card.capabilities) ? (card.capabilities as unknown[]) : null;
  const has = (name: string) => given?.includes(name) === true;
  return {
    maxContextLength: countOrNull(info[`${architecture}.context_length`]),
    ownContextLength: ownContextLength(card.parameters),
    features: featuresOf({ vision: has('vision'), tools: has('tools'), reasoning: has('thinking') }),
    // Older versions tell no capabilities.
    chats: given === null ? !answersNoChats(id) : has('completion'),
    isRemote: isRemote(card),
  };
}

/** The `num_ctx` of a Modelfile, whose parameters come as lines of text. */
function ownContextLength(parameters: unknown): number | null {
  const match = typeof parameters === 'string' ? /^num_ctx\s+(\d{1,9})\s*$/m.exec(parameters) : null;
  return countOrNull(Number(match?.[1]));
}

function toModel(entry: Readonly<Record<string, unknown>>): OllamaModel[] {
  const id = nameOf(entry);
  if (id === null) return [];
  const details = isRecord(entry.details) ? entry.details : {};
  return [
    {
      id,
      digest: textOrNull(entry.digest, 128) ?? id,
      sizeBytes: countOrNull(entry.size),
      architecture: textOrNull(details.family, 64),
      quantization: textOrNull(details.quantization_level, 64),
      parameters: textOrNull(details.parameter_size, 64),
      isRemote: isRemote(entry),
    },
  ];
}

const nameOf = (entry: Readonly<Record<string, unknown>>) => textOrNull(entry.model) ?? textOrNull(entry.name);

const isRemote = (entry: Readonly<Record<string, unknown>>) =>
  textOrNull(entry.remote_host) !== null || textOrNull(entry.remote_model) !== null;

function readModels(body: unknown): readonly Readonly<Record<string, unknown>>[] | null {
  if (!isRecord(body) || !Array.isArray(body.models)) return null;
  const entries: unknown[] = body.models;
  return entries.every(isRecord) ? entries : null;
}
