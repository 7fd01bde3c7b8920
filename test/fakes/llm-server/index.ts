import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerChat } from './chat.ts';
import { readJson, sendJson } from './http.ts';
import { defaultModels, modelList } from './lists.ts';
import { loadExchanges, replay } from './replay.ts';
import { isChatBody } from './script.ts';
import { Slots } from './slots.ts';
import type { Fault, LlmServer, LlmServerOptions, LlmServerStats, RecordedRequest } from './types.ts';

export type { FakeModel, Fault, LlmServer, LlmServerOptions, LlmServerStats, RecordedRequest } from './types.ts';

const chatPaths: ReadonlySet<string> = new Set(['/v1/chat/completions', '/api/v0/chat/completions']);
const listFaults: ReadonlySet<string> = new Set(['garbage-models', 'silent-models']);
/** Requests that are remembered; a long run must not fill the memory. */
const MAX_RECORDED = 10_000;

/** Starts a scripted model program on 127.0.0.1 that speaks a real one's dialect over real HTTP. */
export async function startLlmServer(options: LlmServerOptions): Promise<LlmServer> {
  const slots = new Slots(options.slots ?? 4);
  const exchanges = await loadExchanges(options.recordings ?? []);
  const requests: RecordedRequest[] = [];
  const abandonListeners: ((request: RecordedRequest) => void)[] = [];
  let models = options.models ?? defaultModels;
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
    const path = (request.url ?? '/').split('?')[0] ?? '/';
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
    const isChat = method === 'POST' && chatPaths.has(path);
    if (isChat) {
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
    if (options.accessKey !== undefined && request.headers.authorization !== `Bearer ${options.accessKey}`) {
      return sendJson(response, 401, { error: { message: 'Invalid API Key', type: 'authentication_error' } });
    }
    if (isChat) return chat(response, body, record);
    const list = method === 'GET' ? modelList(path, models, options) : undefined;
    const listFault = list === undefined ? null : takeFault(true);
    if (listFault?.kind === 'silent-models') return;
    if (listFault !== null) return sendJson(response, 200, { models: 'none', data: [17, null] });
    if (list !== undefined) return sendJson(response, 200, list);
    // LM Studio answers unknown paths with 200, others with 404.
    const status = options.dialect === 'lmstudio' ? 200 : 404;
    sendJson(response, status, { error: `Unexpected endpoint or method. (${method} ${path})` });
  }

  async function chat(response: ServerResponse, body: unknown, record: RecordedRequest): Promise<void> {
    const taken = takeFault(false);
    if (taken?.kind === 'stale-socket') {
      response.socket?.destroy();
      return;
    }
    if (!isChatBody(body)) return sendJson(response, 400, { error: { message: "'messages' is required" } });
    await slots.run(async () => {
      if (response.destroyed) return false;
      const complete = await answerChat({ response, body, fault: taken, record }, options);
      if (complete) served += 1;
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
      return requests.filter((request) => request.method === 'POST' && chatPaths.has(request.path));
    },
    setFault(next, times = Number.POSITIVE_INFINITY) {
      fault = next;
      faultTimes = times;
    },
    setModels(next) {
      models = next;
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
