import { afterEach, expect, it } from 'vitest';
import { type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

let server: LlmServer;
afterEach(() => server.close());

async function openClient() {
  server = await startLlmServer({ dialect: 'lmstudio' });
  return openBackend(backendSettings('lmstudio', server.url));
}
const call = { signal: going() };

it('keeps its connection for the next request', async () => {
  const client = await openClient();
  await client.listModels(call);
  await client.complete(buildCompletionRequest(), call);
  await client.complete(buildCompletionRequest(), call);
  expect(new Set(server.requests.map((request) => request.clientPort)).size).toBe(1);
  await client.close();
});

it('sends a request once more on a fresh socket when the server had closed the kept one', async () => {
  const client = await openClient();
  await client.complete(buildCompletionRequest(), call);
  server.setFault({ kind: 'stale-socket' }, 1);
  await client.complete(buildCompletionRequest(), call);
  const [first, lost, again] = server.chats.map((request) => request.clientPort);
  expect(lost).toBe(first);
  expect(again).not.toBe(first);
  await client.close();
});

it('does so only once, and not on a socket that was fresh', async () => {
  const client = await openClient();
  server.setFault({ kind: 'stale-socket' });
  await expectCode(client.complete(buildCompletionRequest(), call), 'BACKEND_UNREACHABLE');
  expect(server.chats).toHaveLength(1);
  server.setFault(null);
  await client.complete(buildCompletionRequest(), call);
  server.setFault({ kind: 'stale-socket' });
  await expectCode(client.complete(buildCompletionRequest(), call), 'BACKEND_UNREACHABLE');
  expect(server.chats).toHaveLength(4);
  await client.close();
});

it('tells the server nothing about this machine', async () => {
  const client = await openClient();
  process.env.OPENAI_CUSTOM_HEADERS = 'x-leak: yes';
  try {
    const other = openBackend(backendSettings('lmstudio', server.url));
    await other.complete(buildCompletionRequest(), call);
    await other.close();
  } finally {
    delete process.env.OPENAI_CUSTOM_HEADERS;
  }
  expect(Object.keys(server.chats[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
  await client.close();
});
