import { isObject } from '../answers/script.ts';
import type { ModelInMemory } from '../memory.ts';
import { type Dialect, loadOnDemand, type Program, type Reply } from './dialect.ts';
import { openai } from './openai.ts';

/** LM Studio: three families of lists, loading and unloading by instance. */
export const lmstudio: Dialect = {
  ...openai,
  chatPaths: new Set(['/v1/chat/completions', '/api/v0/chat/completions']),
  listPaths: new Set(['/v1/models', '/api/v0/models', '/api/v1/models']),
  unknownPathStatus: 200,
  answer({ method, path, body }, program) {
    const { restApis = ['v0', 'v1'], version = '0.4.2' } = program.options;
    if (method === 'GET') {
      const listed = listedModels(program);
      if (path === '/lms-status') return ok({ package: 'lmstudio', version });
      if (path === '/v1/models') return ok({ object: 'list', data: listed.map(({ id }) => ({ id, object: 'model' })) });
      if (path === '/api/v0/models' && restApis.includes('v0')) return ok({ object: 'list', data: listed.map(toV0) });
      if (path === '/api/v1/models' && restApis.includes('v1')) return ok({ models: program.memory.list().map(toV1) });
    }
    if (method !== 'POST' || !restApis.includes('v1') || !isObject(body)) return undefined;
    if (path === '/api/v1/models/load') return load(body, program);
    if (path === '/api/v1/models/unload') return unload(body, program);
    return undefined;
  },
  async prepare(chat, program) {
    if ((await loadOnDemand(chat, program)) === 'ready') return null;
    return { status: 404, body: { error: { message: `Model '${chat.model}' not found`, type: 'model_not_found' } } };
  },
};

const ok = (body: unknown): Reply => ({ status: 200, body });

const notFound = (message: string): Reply => ({
  status: 404,
  body: { error: { type: 'model_not_found', message } },
});

/** With loading on demand switched off, all lists but the newest have loaded models only. */
function listedModels({ memory, options }: Program): readonly ModelInMemory[] {
  return memory.list().filter(({ state }) => options.loadsOnDemand !== false || state === 'loaded');
}

async function load(body: Readonly<Record<string, unknown>>, { memory }: Program): Promise<Reply> {
  const { model: id, context_length: contextLength } = body;
  const model = memory.find(String(id));
  const instance = await memory.load(String(id), typeof contextLength === 'number' ? contextLength : undefined);
  if (model === undefined || instance === undefined) return notFound('Model not found.');
  return ok({ type: model.type, instance_id: instance.id, load_time_seconds: 0.1, status: 'loaded' });
}

function unload({ instance_id: id }: Readonly<Record<string, unknown>>, { memory }: Program): Reply {
  return memory.unloadInstance(String(id)) ? ok({ instance_id: id }) : notFound('No instance of this name is loaded.');
}

function toV0(model: ModelInMemory) {
  const [first] = model.held;
  return {
    id: model.id,
    object: 'model',
    type: model.type === 'llm' ? 'llm' : 'embeddings',
    publisher: 'fake',
    arch: 'qwen3',
    compatibility_type: 'gguf',
    quantization: 'Q4_K_M',
    state: model.state,
    max_context_length: model.contextLength,
    ...(first === undefined ? {} : { loaded_context_length: first.contextLength }),
  };
}

function toV1(model: ModelInMemory) {
  const { capabilities = [] } = model;
  return {
    type: model.type,
    publisher: 'fake',
    key: model.id,
    display_name: model.id,
    architecture: 'qwen3',
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: 2_500_000_000,
    params_string: '4B',
    loaded_instances: model.held.map(({ id, contextLength }) => ({
      id,
      config: { context_length: contextLength, parallel: 4 },
    })),
    max_context_length: model.contextLength,
    format: 'gguf',
    ...(model.type === 'llm'
      ? {
          capabilities: {
            vision: capabilities.includes('vision'),
            trained_for_tool_use: capabilities.includes('tools'),
          },
        }
      : {}),
  };
}
