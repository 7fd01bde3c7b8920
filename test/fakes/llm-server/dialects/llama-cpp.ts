import { isObject } from '../answers/script.ts';
import type { ModelInMemory } from '../memory.ts';
import { type Dialect, loadOnDemand, type Program, type Reply } from './dialect.ts';
import { openai } from './openai.ts';

/** llama-server: with one model, or as a router of several. */
export const llamaCpp: Dialect = {
  ...openai,
  chatPaths: new Set(['/v1/chat/completions', '/chat/completions']),
  listPaths: new Set(['/v1/models', '/models']),
  openPaths: new Set(['/health', '/v1/health']),
  answer({ method, path, query, body }, program) {
    if (method === 'GET') return read(path, query, program);
    if (method !== 'POST' || program.options.router !== true || !isObject(body)) return undefined;
    if (path === '/models/load') return load(String(body.model), program);
    if (path === '/models/unload') return unload(String(body.model), program);
    return undefined;
  },
  async prepare(chat, program) {
    // One that has a single model answers whatever name it is asked for.
    if (program.options.router !== true) return isLoading(program) ? loadingModel : null;
    if ((await loadOnDemand(chat, program)) === 'ready') return null;
    return failure(404, `model '${chat.model}' not found`, 'not_found_error');
  },
  errorBody: (message, type = 'server_error') => ({ error: { message, type, code: 500 } }),
};

const failure = (code: number, message: string, type: string): Reply => ({
  status: code,
  body: { error: { code, message, type } },
});

const loadingModel = failure(503, 'Loading model', 'unavailable_error');

const off = (name: string) =>
  failure(501, `This server does not support ${name} endpoint. Start it with \`--${name}\``, 'not_supported_error');

/** The model of one that has a single model. */
const single = ({ memory }: Program) => memory.list().find(({ type }) => type === 'llm');

function isLoading(program: Program): boolean {
  return program.options.router !== true && (program.loading || single(program)?.state !== 'loaded');
}

function read(path: string, query: URLSearchParams, program: Program): Reply | undefined {
  const { options } = program;
  const { endpoints = ['slots', 'props'] } = options;
  const waits = isLoading(program);
  switch (path) {
    case '/health':
    case '/v1/health':
      return waits ? loadingModel : { status: 200, body: { status: 'ok' } };
    case '/v1/models':
    case '/models':
      return { status: 200, body: { object: 'list', data: listed(program).map((model) => toEntry(model, program)) } };
    case '/props':
      return waits ? loadingModel : props(query, program);
    case '/slots':
      if (!endpoints.includes('slots')) return off('slots');
      return waits ? loadingModel : slots(query, program);
    case '/metrics':
      if (!endpoints.includes('metrics')) return off('metrics');
      return waits ? loadingModel : { status: 200, body: metrics(program) };
    default:
      return undefined;
  }
}

function listed(program: Program): readonly ModelInMemory[] {
  if (program.options.router === true) return program.memory.list();
  const model = single(program);
  return model === undefined ? [] : [model];
}

function toEntry(model: ModelInMemory, program: Program) {
  const [instance] = model.held;
  const isReady = instance !== undefined && !isLoading(program);
  const meta = isReady
    ? {
        n_ctx: instance.contextLength,
        n_ctx_train: model.contextLength,
        n_params: 4_022_468_096,
        size: 2_500_000_000,
        ftype: 'Q4_K - Medium',
      }
    : null;
  const value = model.state === 'not-loaded' ? 'unloaded' : model.state;
  return {
    id: model.id,
    object: 'model',
    owned_by: 'llamacpp',
    architecture: { input_modalities: ['text', ...(model.capabilities?.includes('vision') ? ['image'] : [])] },
    meta,
    ...(program.options.router === true ? { status: { value } } : {}),
  };
}

function props(query: URLSearchParams, program: Program): Reply {
  const { options, memory } = program;
  const version = { build_info: options.version ?? 'b8123-abc' };
  const name = query.get('model');
  if (options.router === true && name === null) return { status: 200, body: { role: 'router', ...version } };
  const model = name === null ? single(program) : memory.find(name);
  return {
    status: 200,
    body: {
      default_generation_settings: { n_ctx: model?.held[0]?.contextLength ?? 0 },
      total_slots: options.slots ?? 4,
      model_path: `/home/owner/models/${model?.id}.gguf`,
      modalities: { vision: model?.capabilities?.includes('vision') === true, audio: false },
      ...version,
    },
  };
}

function slots(query: URLSearchParams, { slots, options }: Program): Reply {
  const count = options.slots ?? 4;
  if (query.get('fail_on_no_slot') === '1' && slots.running >= count) {
    return failure(503, 'no slot available', 'unavailable_error');
  }
  const body = Array.from({ length: count }, (_, id) => ({ id, n_ctx: 4096, is_processing: id < slots.running }));
  return { status: 200, body };
}

function metrics({ slots }: Program): string {
  return [
    '# TYPE llamacpp:requests_processing gauge',
    `llamacpp:requests_processing ${slots.running}`,
    '# TYPE llamacpp:requests_deferred gauge',
    `llamacpp:requests_deferred ${slots.waiting}`,
    '',
  ].join('\n');
}

/** The router answers at once and loads in the background. */
function load(id: string, { memory }: Program): Reply {
  const model = memory.find(id);
  if (model === undefined) return failure(404, 'model not found', 'not_found_error');
  if (model.state !== 'not-loaded') return failure(400, 'model is already loaded', 'invalid_request_error');
  void memory.load(id);
  return { status: 200, body: { success: true } };
}

function unload(id: string, { memory }: Program): Reply {
  const model = memory.find(id);
  if (model?.state !== 'loaded') return failure(400, 'model is not running', 'invalid_request_error');
  memory.unload(id);
  return { status: 200, body: { success: true } };
}
