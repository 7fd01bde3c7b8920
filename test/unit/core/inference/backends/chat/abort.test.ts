import { afterEach, expect, it } from 'vitest';
import { type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

let server: LlmServer;
afterEach(() => server.close());

it('stops a running generation by closing its socket', async () => {
  server = await startLlmServer({
    dialect: 'lmstudio',
    latencyMs: 60_000,
    answer: () => 'word '.repeat(2000),
  });
  const client = openBackend(backendSettings('lmstudio', server.url));
  const stop = new AbortController();
  const call = client.complete(buildCompletionRequest({ maxOutboundTokens: 2000 }), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expectCode(call, 'BACKEND_ABORTED');
  const request = await server.abandonment();
  expect(request.piecesSent).toBeLessThan(5);
  expect(server.stats()).toMatchObject({ served: 0, abandoned: 1 });
  await client.close();
});

it('takes back a request that waits for a slot of the backend', async () => {
  server = await startLlmServer({ dialect: 'lmstudio', latencyMs: 60_000, slots: 1 });
  const client = openBackend(backendSettings('lmstudio', server.url));
  const stop = new AbortController();
  const calls = [1, 2].map(() => client.complete(buildCompletionRequest(), { signal: stop.signal }));
  const outcomes = Promise.all(calls.map((call) => expectCode(call, 'BACKEND_ABORTED')));
  await expect.poll(() => server.chats.length).toBe(2);
  stop.abort();
  await outcomes;
  await expect.poll(() => server.stats().abandoned).toBe(2);
  await client.close();
});
