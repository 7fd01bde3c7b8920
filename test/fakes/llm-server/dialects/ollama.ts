import { NdjsonWriter } from '../answers/ndjson.ts';
import { type Chat, countTokens, isObject, promptOf } from '../answers/script.ts';
import type { ModelInMemory } from '../memory.ts';
import type { FakeModel } from '../types.ts';
import type { Call, Dialect, Program, Reply } from './dialect.ts';

/** Context of a model that is loaded without one, as on a graphics card with little memory. */
const DEFAULT_CONTEXT_LENGTH = 4096;
/** Ollama's own default for what stays in memory after a request, milliseconds. */
const DEFAULT_KEEP_ALIVE_MS = 5 * 60_000;

/** Ollama's own API. */
export const ollama: Dialect = {
  chatPaths: new Set(['/api/chat']),
  listPaths: new Set(['/api/tags', '/api/ps', '/v1/models']),
  openPaths: new Set(),
  unknownPathStatus: 404,
  answer(call, program) {
    return call.method === 'GET' ? read(call.path, program) : change(call, program);
  },
  readChat(body) {
    if (!isObject(body)) return null;
    const prompt = promptOf(body.messages);
    if (prompt === null) return null;
    // Without messages it is the way to load and to unload.
    if ((body.messages as unknown[]).length === 0) return undefined;
    const options = isObject(body.options) ? body.options : {};
    return {
      model: String(body.model),
      prompt,
      limit: typeof options.num_predict === 'number' ? options.num_predict : undefined,
      stream: body.stream !== false,
      wantsUsage: true,
      contextLength: typeof options.num_ctx === 'number' ? options.num_ctx : DEFAULT_CONTEXT_LENGTH,
      truncate: body.truncate !== false,
    };
  },
  async prepare(chat, program) {
    if (!(await ensureLoaded(chat.model, chat.contextLength ?? DEFAULT_CONTEXT_LENGTH, program))) {
      return notFound(chat.model);
    }
    const { longPrompts = 'as-asked' } = program.options;
    const isTooLong = countTokens(chat.prompt) > contextOf(chat);
    if (!isTooLong || chat.truncate !== false || longPrompts === 'cut-silently') return null;
    return { status: 400, body: { error: 'the input length exceeds the context length' } };
  },
  errorBody: (message) => ({ error: message }),
  openAnswer: (response, chat) => new NdjsonWriter(response, chat),
};

const contextOf = (chat: Chat) => chat.contextLength ?? DEFAULT_CONTEXT_LENGTH;

const ok = (body: unknown): Reply => ({ status: 200, body });

const notFound = (name: string): Reply => ({
  status: 404,
  body: { error: `model "${name}" not found, try pulling it first` },
});

function read(path: string, { memory, options }: Program): Reply | undefined {
  const models = memory.list();
  if (path === '/') return ok('Ollama is running');
  if (path === '/api/version') return ok({ version: options.version ?? '0.12.6' });
  if (path === '/api/tags') return ok({ models: models.map(toTag) });
  if (path === '/v1/models') {
    return ok({ object: 'list', data: models.map(({ id }) => ({ id, object: 'model', owned_by: 'library' })) });
  }
  if (path === '/api/ps') return ok({ models: models.filter(({ state }) => state === 'loaded').map(toRunning) });
  return undefined;
}

async function change({ path, body }: Call, program: Program): Promise<Reply | undefined> {
  if (!isObject(body)) return undefined;
  const { memory } = program;
  const name = String(body.model);
  const model = memory.find(name);
  if (path === '/api/show') return model === undefined ? notFound(name) : ok(toCard(model));
  if (path !== '/api/chat' && path !== '/api/generate') return undefined;
  if (model === undefined) return notFound(name);
  const answered = { model: name, created_at: new Date(0).toISOString(), message: { role: 'assistant', content: '' } };
  if (body.keep_alive === 0) {
    memory.unload(name);
    return ok({ ...answered, done: true, done_reason: 'unload' });
  }
  const { num_ctx: contextLength } = isObject(body.options) ? body.options : {};
  await ensureLoaded(name, typeof contextLength === 'number' ? contextLength : DEFAULT_CONTEXT_LENGTH, program);
  return ok({ ...answered, done: true, done_reason: 'load' });
}

/** A model that is loaded with another context is loaded anew. */
async function ensureLoaded(id: string, contextLength: number, { memory }: Program): Promise<boolean> {
  const model = memory.find(id);
  if (model === undefined) return false;
  if (model.held[0]?.contextLength === contextLength) return true;
  memory.unload(id);
  await memory.load(id, contextLength);
  return true;
}

const digestOf = ({ id }: FakeModel) => Buffer.from(id).toString('hex').padEnd(64, '0').slice(0, 64);

function toTag(model: ModelInMemory) {
  const { remoteHost } = model;
  return {
    name: model.id,
    model: model.id,
    modified_at: new Date(0).toISOString(),
    size: remoteHost === undefined ? 2_500_000_000 : 384,
    digest: digestOf(model),
    details: {
      format: 'gguf',
      family: 'qwen3',
      families: ['qwen3'],
      parameter_size: '4B',
      quantization_level: 'Q4_K_M',
    },
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: model.id.replace(/-cloud$/, '') }),
  };
}

function toRunning(model: ModelInMemory) {
  return {
    ...toTag(model),
    expires_at: new Date(Date.now() + DEFAULT_KEEP_ALIVE_MS).toISOString(),
    size_vram: model.gpuMemoryBytes ?? 3_000_000_000,
    context_length: model.held[0]?.contextLength,
  };
}

function toCard(model: ModelInMemory) {
  const { details } = toTag(model);
  const capabilities = model.type === 'embedding' ? ['embedding'] : ['completion', ...(model.capabilities ?? [])];
  return {
    modelfile: `FROM /home/owner/.ollama/models/blobs/sha256-${digestOf(model)}`,
    parameters: '',
    template: '{{ .Prompt }}',
    details,
    model_info: { 'general.architecture': 'qwen3', 'qwen3.context_length': model.contextLength },
    capabilities,
  };
}
