import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chat } from './answers/script.ts';
import { answerChat } from './chat.ts';
import type { Reply } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { readJson, sendJson, sendText } from './http.ts';
import { ModelMemory } from './memory.ts';
import { loadExchanges, replay } from './replay.ts';
import { Slots } from './slots.ts';
import type { Fault, LlmServer, LlmServerOptions, LlmServerStats, RecordedRequest } from './types.ts';

export type {
  DialectName,
  FakeModel,
  Fault,
  LlmServer,
  LlmServerOptions,
  LlmServerStats,
  RecordedRequest,
} from './types.ts';

const listFaults: ReadonlySet<string> = new Set(['garbage-models', 'silent-models']);
/** Requests that are remembered; a long run must not fill the memory. */
const MAX_RECORDED = 10_000;

/** Starts a scripted model program on 127.0.0.1 that speaks a real one's dialect over real HTTP. */
export async function startLlmServer(options: LlmServerOptions): Promise<LlmServer> {
  const dialect = dialects[options.dialect];
  const slots = new Slots(options.slots ?? 4);
  const memory = new ModelMemory(options);
  const exchanges = await loadExchanges(options.recordings ?? []);
  const requests: RecordedRequest[] = [];
  const chats = new WeakSet<RecordedRequest>();
  const abandonListeners: ((request: RecordedRequest) => void)[] = [];
  let fault: Fault | null = null;
  let faultTimes = 0;
  let served = 0;

  function takeFault(forLists: boolean): Fault | null {
    if (fault === null || listFaults.has(fault.kind) !== forLists) return null;
    const taken = fault;
    faultTimes -= 1;
    if (faultTimes <= 0) fault = null;
    return taken;
  }

  const stats = (): LlmServerStats => ({
    served,
    abandoned: requests.filter((request) => request.abandoned).length,
    maxConcurrent: slots.maxConcurrent,
    medianServiceMs: slots.medianServiceMs,
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    if (path === '/__stats') return sendJson(response, 200, stats());
    const body = await readJson(request);
    const record: RecordedRequest = {
      method,
      path,
      headers: request.headers,
      body,
      clientPort: request.socket.remotePort ?? 0,
      abandoned: false,
      piecesSent: 0,
    };
    if (requests.push(record) > MAX_RECORDED) requests.shift();
    const exchange = exchanges.find((entry) => entry.request.method === method && entry.request.path === path);
    const chat = method === 'POST' && dialect.chatPaths.has(path) ? dialect.readChat(body) : undefined;
    if (chat !== undefined) {
      chats.add(record);
      response.once('close', () => {
        if (response.writableFinished || response.writableEnded) return;
        record.abandoned = true;
        for (const listener of abandonListeners.splice(0)) listener(record);
      });
    }
    if (exchange !== undefined) {
      if (await replay(exchange, response, record)) served += 1;
      return;
    }
    const isRefused =
      options.accessKey !== undefined && request.headers.authorization !== `Bearer ${options.accessKey}`;
    if (isRefused && !dialect.openPaths.has(path)) {
      return sendJson(response, 401, dialect.errorBody('Invalid API Key', 'authentication_error'));
    }
    if (chat === null) return sendJson(response, 400, dialect.errorBody("'messages' is required"));
    if (chat !== undefined) return answer(response, chat, record);
    const listFault = method === 'GET' && dialect.listPaths.has(path) ? takeFault(true) : null;
    if (listFault?.kind === 'silent-models') return;
    if (listFault !== null) return sendJson(response, 200, { models: 'none', data: [17, null], items: {} });
    const reply = await dialect.answer({ method, path, query, body }, program());
    const error = `Unexpected endpoint or method. (${method} ${path})`;
    send(response, reply ?? { status: dialect.unknownPathStatus, body: { error } });
  }

  const program = () => ({ memory, slots, options, loading: fault?.kind === 'loading' });

  async function answer(response: ServerResponse, chat: Chat, record: RecordedRequest): Promise<void> {
    const taken = takeFault(false);
    if (taken?.kind === 'stale-socket') {
      response.socket?.destroy();
      return;
    }
    await slots.run(async () => {
      if (response.destroyed) return false;
      const refusal = await dialect.prepare(chat, program());
      if (refusal !== null) {
        send(response, refusal);
        return false;
      }
      const complete = await answerChat({ response, chat, fault: taken, record, dialect }, options);
      if (complete) served += 1;
      // Its slot stays taken.
      else if (options.goesOnWhenLeft && record.abandoned) await new Promise(() => {});
      return complete;
    });
  }

  const server = createServer((request, response) => {
    response.on('error', () => {}); // The client left; the 'close' above has noted it.
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get chats() {
      return requests.filter((request) => chats.has(request));
    },
    setFault(next, times = Number.POSITIVE_INFINITY) {
      fault = next;
      faultTimes = times;
    },
    setModels(next) {
      memory.set(next);
    },
    inMemory() {
      const loaded = memory.list().filter(({ state }) => state === 'loaded');
      return loaded.map(({ id }) => id);
    },
    stats,
    abandonment() {
      const already = requests.find((request) => request.abandoned);
      return already ? Promise.resolve(already) : new Promise((resolve) => abandonListeners.push(resolve));
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  if (typeof body === 'string') sendText(response, status, 'text/plain; charset=utf-8', body);
  else sendJson(response, status, body);
}
