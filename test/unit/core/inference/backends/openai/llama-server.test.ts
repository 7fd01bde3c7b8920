import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { LlmClient } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

let server: LlmServer;
let client: LlmClient;
afterEach(async () => {
  await client.close();
  await server.close();
});

async function replay(...recordings: string[]): Promise<void> {
  server = await startLlmServer({ dialect: 'llama-cpp', recordings });
  client = openBackend(backendSettings('openai', server.url));
}
const call = { signal: going() };
const request = buildCompletionRequest({ model: 'gemma-3-270m', temperature: 0, maxOutboundTokens: 6 });

describe('what a real llama-server sends', () => {
  it('lists its model with context length, size and quantization', async () => {
    await replay('models', 'props');
    expect(await client.listModels(call)).toEqual([
      {
        id: 'gemma-3-270m',
        state: 'loaded',
        available: true,
        unavailableBecause: null,
        loadedContextLength: 1024,
        maxContextLength: 32_768,
        architecture: null,
        quantization: 'Q4_K - Medium',
        parameters: '268M',
        features: ['chat', 'completion'],
        sizeBytes: 246_587_904,
        gpuMemoryBytes: null,
        parallel: null,
      },
    ]);
  });

  it('tells its version', async () => {
    await replay('models', 'props');
    expect((await client.healthCheck(call)).version).toMatch(/^llama\.cpp \S/);
  });

  it('is healthy although it tells no version', async () => {
    const broken = createServer((request, response) => {
      if (request.url !== '/v1/models') return void response.socket?.destroy();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: [{ id: 'm', owned_by: 'llamacpp' }] }));
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void broken.close());
    const { port } = broken.address() as AddressInfo;
    await replay('models', 'props');
    const other = openBackend(backendSettings('openai', `http://127.0.0.1:${port}`));
    expect((await other.healthCheck(call)).version).toBeNull();
    expect(await other.version(call)).toBeNull();
    await other.close();
  });

  it('streams an answer with usage', async () => {
    await replay('chat stream with usage');
    expect(await client.complete(request, call)).toMatchObject({
      content: 'Name three colours.<|im',
      inboundTokens: 27,
      outboundTokens: 6,
      countedBy: 'backend',
      finishReason: 'length',
    });
  });

  it('streams an answer without usage, whose timings count the same', async () => {
    await replay('chat stream');
    expect(await client.complete(request, call)).toMatchObject({
      inboundTokens: 27,
      outboundTokens: 6,
      countedBy: 'backend',
    });
  });

  it('closes its connection after a stream without announcing it; the next request is answered all the same', async () => {
    await replay('chat stream with usage');
    for (let turn = 0; turn < 5; turn += 1) await client.complete(request, call);
    expect(server.stats().served).toBe(5);
  });

  it('frees its slot when the client leaves', async () => {
    await replay('chat stream aborted by the client');
    const stop = new AbortController();
    const aborted = client.complete(request, {
      signal: stop.signal,
      onProgress: ({ outboundTokens }) => outboundTokens === 4 && stop.abort(),
    });
    await expectCode(aborted, 'BACKEND_ABORTED');
    await server.abandonment();
  });

  it.each([
    ['chat stream too long for the context', 'BACKEND_REJECTED', 400],
    ['chat bad json', 'BACKEND_REJECTED', 400],
    ['chat missing messages', 'BACKEND_REJECTED', 400],
    ['chat without key', 'BACKEND_UNAUTHORIZED', 401],
    ['chat while loading', 'BACKEND_BUSY', 503],
    ['chat', 'BACKEND_BAD_RESPONSE', null],
  ] as const)('answers "%s" with %s', async (recording, code, status) => {
    await replay(recording);
    const error = await expectCode(client.complete(request, call), code);
    expect(error.details.status ?? null).toBe(status);
  });

  it('refuses its list without the key', async () => {
    await replay('models without key');
    await expectCode(client.listModels(call), 'BACKEND_UNAUTHORIZED');
  });
});
