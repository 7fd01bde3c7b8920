import { type Chat, isObject, promptOf } from '../answers/script.ts';
import { SseWriter } from '../answers/sse.ts';
import { type Dialect, loadOnDemand } from './dialect.ts';

/** A chat in OpenAI's shape; null for a body that is none. */
export function readOpenAiChat(body: unknown): Chat | null {
  if (!isObject(body)) return null;
  const prompt = promptOf(body.messages);
  if (prompt === null) return null;
  const limit = body.max_tokens ?? body.max_completion_tokens;
  const wantsUsage = isObject(body.stream_options) && body.stream_options.include_usage === true;
  return {
    model: String(body.model ?? ''),
    prompt,
    limit: typeof limit === 'number' ? limit : undefined,
    stream: body.stream === true,
    wantsUsage,
  };
}

/** Any server with OpenAI's API and nothing else. */
export const openai: Dialect = {
  chatPaths: new Set(['/v1/chat/completions']),
  listPaths: new Set(['/v1/models']),
  openPaths: new Set(),
  unknownPathStatus: 404,
  answer({ method, path }, { memory }) {
    if (method !== 'GET' || path !== '/v1/models') return undefined;
    return { status: 200, body: { object: 'list', data: memory.list().map(({ id }) => ({ id, object: 'model' })) } };
  },
  readChat: readOpenAiChat,
  async prepare(chat, program) {
    if ((await loadOnDemand(chat, program)) === 'ready') return null;
    const message = `The model '${chat.model}' does not exist`;
    return { status: 404, body: { error: { message, type: 'invalid_request_error', code: 'model_not_found' } } };
  },
  errorBody: (message, type = 'server_error') => ({ error: { message, type } }),
  openAnswer: (response, chat) => new SseWriter(response, chat),
};
