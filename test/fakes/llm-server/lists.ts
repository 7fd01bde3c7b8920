import type { FakeModel, LlmServerOptions } from './types.ts';

/** What a server lists that has no others. */
export const defaultModels: readonly FakeModel[] = [
  { id: 'qwen3-4b', type: 'llm', loaded: true, contextLength: 8192 },
  { id: 'gemma-3-12b', type: 'llm', loaded: false, contextLength: 32_768 },
  { id: 'text-embedding-nomic-embed-text-v1.5', type: 'embedding', loaded: false, contextLength: 2048 },
];

/** The model list at this path in the dialect; undefined when the dialect has none there. */
export function modelList(path: string, models: readonly FakeModel[], options: LlmServerOptions): unknown {
  const { dialect, restApis = ['v0', 'v1'], loadsOnDemand = true } = options;
  const isLmStudio = dialect === 'lmstudio';
  const listed = isLmStudio && !loadsOnDemand ? models.filter((model) => model.loaded) : models;
  if (path === '/v1/models') return { object: 'list', data: listed.map(({ id }) => ({ id, object: 'model' })) };
  if (isLmStudio && path === '/api/v0/models' && restApis.includes('v0')) {
    return { object: 'list', data: listed.map(toV0) };
  }
  if (isLmStudio && path === '/api/v1/models' && restApis.includes('v1')) return { models: models.map(toV1) };
  return undefined;
}

function toV0(model: FakeModel) {
  return {
    id: model.id,
    object: 'model',
    type: model.type === 'llm' ? 'llm' : 'embeddings',
    publisher: 'fake',
    arch: 'qwen3',
    compatibility_type: 'gguf',
    quantization: 'Q4_K_M',
    state: model.loaded ? 'loaded' : 'not-loaded',
    max_context_length: model.contextLength,
    ...(model.loaded ? { loaded_context_length: model.contextLength / 2 } : {}),
  };
}

function toV1(model: FakeModel) {
  return {
    type: model.type,
    publisher: 'fake',
    key: model.id,
    display_name: model.id,
    architecture: 'qwen3',
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: 2_500_000_000,
    params_string: '4B',
    loaded_instances: model.loaded
      ? [{ id: model.id, config: { context_length: model.contextLength / 2, parallel: 4 } }]
      : [],
    max_context_length: model.contextLength,
    format: 'gguf',
  };
}
