import { backendError, upstreamError } from '../errors.ts';
import type { Discovery } from '../http/http-client.ts';
import type { JsonApi } from '../http/json-api.ts';
import { errorTextOf, isRecord } from '../http/read-bounded.ts';
import type { ModelInfo } from '../interface.ts';
import { textOrNull, uniqueModels } from '../model-fields.ts';
import { parseModels, publicId } from './parse-models.ts';

/** Discovery that also knows what the server itself calls a model. */
export interface OpenAiDiscovery extends Discovery {
  /** The server's own name of a model that we list under `id`. */
  toBackendModel(id: string): string;
}

/** Where programs tell their version, by what they write into `owned_by`. */
const versionSources: ReadonlyMap<
  unknown,
  { readonly path: string; readonly field: string; readonly program: string }
> = new Map([
  ['llamacpp', { path: '/props', field: 'build_info', program: 'llama.cpp' }],
  ['vllm', { path: '/version', field: 'version', program: 'vLLM' }],
  ['library', { path: '/api/version', field: 'version', program: 'Ollama' }],
]);

/**
 * Finds the models of an OpenAI-compatible server through `GET /models` below its API root.
 *
 * @param modules.api - Asks below the API root, `/v1` included.
 * @param modules.server - Asks below the server's root.
 */
export function createOpenAiDiscovery(
  { api, server }: { readonly api: JsonApi; readonly server: JsonApi },
  { backend }: { readonly backend: string },
): OpenAiDiscovery {
  /** Our id → the server's, for those that differ. */
  let renamed: ReadonlyMap<string, string> = new Map();
  let owner: unknown = null;

  async function listModels(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const { status, body } = await api.get('/models', { signal });
    const models = parseModels(body);
    if (models !== null) {
      owner = ownerOf(body);
      renamed = new Map(models.filter(({ id }) => publicId(id) !== id).map(({ id }) => [publicId(id), id]));
      return uniqueModels(models.map((model) => withoutCloud({ ...model, id: publicId(model.id) }, owner)));
    }
    const text = errorTextOf(body);
    if (text === '' && status !== 401 && status !== 403)
      throw backendError('BACKEND_BAD_RESPONSE', backend, { status });
    throw upstreamError(backend, status, text);
  }

  async function fetchVersion(signal: AbortSignal): Promise<string | null> {
    const source = versionSources.get(owner);
    if (source === undefined) return null;
    const { body } = await server.get(source.path, { signal });
    const version = isRecord(body) ? textOrNull(body[source.field], 64) : null;
    return version === null ? source.program : `${source.program} ${version}`;
  }

  return { listModels, fetchVersion, toBackendModel: (id) => renamed.get(id) ?? id, guardedPath: '/models' };
}

/** Ollama lists its cloud models here by their names alone; they are not this computer's to offer. */
function withoutCloud(model: ModelInfo, owner: unknown): ModelInfo {
  if (owner !== 'library' || !/[:-]cloud$/.test(model.id)) return model;
  return { ...model, available: false, unavailableBecause: 'Another computer runs it: a cloud model of Ollama.' };
}

function ownerOf(body: unknown): unknown {
  const first: unknown = isRecord(body) && Array.isArray(body.data) ? body.data[0] : null;
  return isRecord(first) ? first.owned_by : null;
}
