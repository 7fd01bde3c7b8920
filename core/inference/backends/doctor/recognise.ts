import type { Clock } from '../../../foundation/clock.ts';
import { createBackendHttp } from '../http/backend-http.ts';
import { createJsonApi, type JsonApi } from '../http/json-api.ts';
import { isRecord } from '../http/read-bounded.ts';

/** What listens at an address. Null: nothing that speaks HTTP. */
export type Recognised = 'lmstudio' | 'ollama' | 'llama-cpp' | 'openai' | 'lloom' | 'unknown' | null;

/** Longest time for one address, milliseconds; programs of this computer answer in a few. */
const LOOK_LIMIT_MS = 4000;

/**
 * Tells what listens at an address by what it says, never by the port or a status: LM Studio answers unknown paths with
 * 200, llama-server and the executor share a port.
 */
export async function recognise(
  { clock }: { readonly clock: Clock },
  { address, signal }: { readonly address: string; readonly signal: AbortSignal },
): Promise<Recognised> {
  const http = createBackendHttp();
  const limit = new AbortController();
  const cancel = clock.setTimer(() => limit.abort(), LOOK_LIMIT_MS);
  const api = createJsonApi({ http, clock }, { backend: 'doctor', root: address, authorization: null });
  try {
    return await ask(api, AbortSignal.any([signal, limit.signal]));
  } catch {
    signal.throwIfAborted();
    return limit.signal.aborted ? 'unknown' : null;
  } finally {
    cancel();
    http.close();
  }
}

type Sign = readonly [path: string, kind: Exclude<Recognised, 'unknown' | null>, isIt: (body: unknown) => boolean];

/** The most telling questions first; the first is asked of everybody and finds out whether somebody is there. */
const signs: readonly Sign[] = [
  ['/health', 'lloom', (body) => isRecord(body) && Array.isArray(body.models_loaded) && 'p2p_peers' in body],
  ['/lmstudio-greeting', 'lmstudio', (body) => isRecord(body) && body.lmstudio === true],
  ['/api/v1/models', 'lmstudio', (body) => isRecord(body) && isListOf(body.models, 'loaded_instances')],
  ['/api/v0/models', 'lmstudio', (body) => isRecord(body) && isListOf(body.data, 'compatibility_type')],
  ['/api/tags', 'ollama', (body) => isRecord(body) && Array.isArray(body.models)],
  ['/props', 'llama-cpp', (body) => isRecord(body) && ('total_slots' in body || 'build_info' in body)],
  ['/v1/models', 'llama-cpp', (body) => isRecord(body) && isListOf(body.data, 'owned_by', 'llamacpp')],
  ['/v1/models', 'openai', (body) => isRecord(body) && Array.isArray(body.data)],
  ['/v1/models', 'openai', asksForKey],
];

async function ask(api: JsonApi, signal: AbortSignal): Promise<Recognised> {
  const answers = new Map<string, unknown>();
  for (const [path, kind, isIt] of signs) {
    if (!answers.has(path)) answers.set(path, (await api.get(path, { signal })).body);
    if (isIt(answers.get(path))) return kind;
  }
  return 'unknown';
}

function isListOf(value: unknown, field: string, content?: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((entry) => isRecord(entry) && (content === undefined ? field in entry : entry[field] === content));
}

/** OpenAI-style servers refuse in this form, whoever they are. */
function asksForKey(body: unknown): boolean {
  return isRecord(body) && isRecord(body.error) && /auth|api.?key/i.test(String(body.error.type ?? body.error.message));
}
