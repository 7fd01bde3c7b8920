import { type Chat, isObject } from '../answers/script.ts';
import { SseWriter } from '../answers/sse.ts';
import { WholeJsonWriter } from '../answers/whole-json.ts';
import { type Dialect, loadOnDemand } from './dialect.ts';

/** An API that nobody else has: `POST /generate`, and `GET /catalogue` for its models. */
export const custom: Dialect = {
  chatPaths: new Set(['/generate']),
  listPaths: new Set(['/catalogue']),
  openPaths: new Set(),
  unknownPathStatus: 404,
  answer({ method, path }, { memory }) {
    if (method !== 'GET' || path !== '/catalogue') return undefined;
    const items = memory.list().filter(({ type }) => type === 'llm');
    return {
      status: 200,
      body: { items: items.map(({ id, contextLength }) => ({ name: id, window: contextLength })) },
    };
  },
  readChat(body): Chat | null {
    if (!isObject(body) || typeof body.input !== 'string') return null;
    const system = typeof body.system === 'string' ? `${body.system} ` : '';
    return {
      model: String(body.model ?? ''),
      prompt: `${system}${body.input}`,
      limit: typeof body.limit === 'number' ? body.limit : undefined,
      stream: true,
      wantsUsage: true,
      ...(body.live === true ? { live: true } : {}),
    };
  },
  async prepare(chat, program) {
    if ((await loadOnDemand(chat, program)) === 'ready') return null;
    return { status: 404, body: { error: `unknown model ${chat.model}` } };
  },
  errorBody: (message) => ({ error: message }),
  openAnswer: (response, chat) => (chat.live === true ? new SseWriter(response, chat) : new WholeJsonWriter(response)),
};
