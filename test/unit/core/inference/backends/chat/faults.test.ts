import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../../../core/foundation/secret.ts';
import type { CallLimits, LlmClient, LlmClientSettings } from '../../../../../../core/inference/backends/index.ts';
import { type Fault, type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

let server: LlmServer;
let client: LlmClient;

beforeEach(async () => {
  server = await startLlmServer({ dialect: 'lmstudio', accessKey: 'sk-right' });
  client = open();
});
afterEach(async () => {
  await client.close();
  await server.close();
});

function open(more: Partial<LlmClientSettings> = {}): LlmClient {
  return openBackend(backendSettings('lmstudio', server.url, { apiKey: new Secret('sk-right'), ...more }));
}

const complete = (more = {}) => client.complete(buildCompletionRequest(more), { signal: going() });

describe('failures of a model program', () => {
  const faults: readonly [string, Fault, Parameters<typeof expectCode>[1]][] = [
    ['a 200 with an error for the path', { kind: 'error-200' }, 'BACKEND_BAD_RESPONSE'],
    [
      'a 200 with an error about the model',
      { kind: 'error-200', message: 'Model qwen not found' },
      'BACKEND_MODEL_NOT_FOUND',
    ],
    ['a 200 with any other error', { kind: 'error-200', message: 'Out of memory' }, 'BACKEND_FAILED'],
    ['JSON in place of a stream', { kind: 'not-a-stream' }, 'BACKEND_BAD_RESPONSE'],
    ['status 400', { kind: 'status', status: 400 }, 'BACKEND_REJECTED'],
    [
      'status 400 for an unknown model',
      { kind: 'status', status: 400, message: 'Failed to load model' },
      'BACKEND_MODEL_NOT_FOUND',
    ],
    ['status 401', { kind: 'status', status: 401 }, 'BACKEND_UNAUTHORIZED'],
    ['status 404', { kind: 'status', status: 404 }, 'BACKEND_BAD_RESPONSE'],
    ['status 429', { kind: 'status', status: 429 }, 'BACKEND_BUSY'],
    ['status 500', { kind: 'status', status: 500 }, 'BACKEND_FAILED'],
    ['status 503', { kind: 'status', status: 503, message: 'Loading model' }, 'BACKEND_BUSY'],
    ['a redirect', { kind: 'status', status: 307 }, 'BACKEND_BAD_RESPONSE'],
    ['a broken connection', { kind: 'cut', afterPieces: 3 }, 'BACKEND_FAILED'],
    ['a stream that ends early as if complete', { kind: 'early-end', afterPieces: 3 }, 'BACKEND_FAILED'],
    ['an error inside the stream', { kind: 'error-in-stream', afterPieces: 3 }, 'BACKEND_FAILED'],
    ['a stream that is not JSON', { kind: 'bad-json' }, 'BACKEND_BAD_RESPONSE'],
    ['a line that never ends', { kind: 'endless-line' }, 'BACKEND_RESPONSE_TOO_LARGE'],
    ['an answer over 9 MiB', { kind: 'huge', bytes: 10 * 1024 * 1024 }, 'BACKEND_RESPONSE_TOO_LARGE'],
    ['an error with a huge body', { kind: 'status', status: 500, bodyBytes: 1_000_000 }, 'BACKEND_FAILED'],
  ];

  it.each(faults)('turns %s into a code without any text of the server', async (_, fault, code) => {
    server.setFault(fault);
    const error = await expectCode(complete(), code);
    const told = JSON.stringify(error.toObject()) + String(error.stack) + String(error.cause ?? '');
    expect(told).not.toContain('must stay on the server');
    expect(error.details).toMatchObject({ backend: 'lmstudio' });
  });

  it('takes an answer of just under 9 MiB', async () => {
    server.setFault({ kind: 'huge', bytes: 9 * 1024 * 1024 - 2 * 65_536 });
    const { content } = await complete();
    expect(content.length).toBeGreaterThan(9 * 1024 * 1024 - 3 * 65_536);
  });

  it('takes any amount of reasoning, which the network does not carry, before an answer', async () => {
    server.setFault({ kind: 'huge', bytes: 12 * 1024 * 1024, field: 'reasoning_content' });
    const { content } = await complete();
    expect(content).toMatch(/that is all there is to it\.$/);
    expect(content.length).toBeLessThan(1000);
  });

  it('stops reading an answer that is too large', async () => {
    server.setFault({ kind: 'huge', bytes: 200 * 1024 * 1024 });
    await expectCode(complete(), 'BACKEND_RESPONSE_TOO_LARGE');
    const { piecesSent } = await server.abandonment();
    expect(piecesSent * 65_536).toBeLessThan(40 * 1024 * 1024);
  });

  it('is refused without the access key, and never tells it', async () => {
    for (const apiKey of [null, new Secret('sk-wrong')]) {
      const other = open({ apiKey });
      const error = await expectCode(
        other.complete(buildCompletionRequest(), { signal: going() }),
        'BACKEND_UNAUTHORIZED',
      );
      expect(JSON.stringify(error.toObject())).not.toContain('sk-');
      await expectCode(other.listModels({ signal: going() }), 'BACKEND_UNAUTHORIZED');
      await other.close();
    }
  });

  it('finds nobody at a port that nothing listens on', async () => {
    await server.close();
    const error = await expectCode(complete(), 'BACKEND_UNREACHABLE');
    expect(error.details).toEqual({ backend: 'lmstudio', reason: 'ECONNREFUSED' });
    await expectCode(client.listModels({ signal: going() }), 'BACKEND_UNREACHABLE');
  });
});

describe('trying again', () => {
  it('tries again while nothing was put out, and answers in the end', async () => {
    client = open({ maxRetries: 3 });
    server.setFault({ kind: 'status', status: 503 }, 2);
    expect((await complete()).content).not.toBe('');
    expect(server.chats).toHaveLength(3);
  });

  it('gives up after max_retries', async () => {
    client = open({ maxRetries: 1 });
    server.setFault({ kind: 'status', status: 500 });
    await expectCode(complete(), 'BACKEND_FAILED');
    expect(server.chats).toHaveLength(2);
  });

  it('never tries again after the first output', async () => {
    client = open({ maxRetries: 3 });
    server.setFault({ kind: 'cut', afterPieces: 1 }, 1);
    await expectCode(complete(), 'BACKEND_FAILED');
    expect(server.chats).toHaveLength(1);
  });

  it('never tries again what would fail the same way', async () => {
    client = open({ maxRetries: 3 });
    server.setFault({ kind: 'status', status: 400 });
    await expectCode(complete(), 'BACKEND_REJECTED');
    expect(server.chats).toHaveLength(1);
  });

  it('can be called off between two tries', async () => {
    const clock = createManualClock();
    const settings = backendSettings('lmstudio', server.url, { apiKey: new Secret('sk-right'), maxRetries: 3 });
    const waiting = openBackend(settings, { clock });
    server.setFault({ kind: 'status', status: 500 });
    const stop = new AbortController();
    const call = waiting.complete(buildCompletionRequest(), { signal: stop.signal });
    // Total, first-token and, once the first try has failed, the pause.
    await expect.poll(() => clock.timerCount).toBe(3);
    stop.abort();
    await expectCode(call, 'BACKEND_ABORTED');
    expect(server.chats).toHaveLength(1);
    expect(clock.timerCount).toBe(0);
    await waiting.close();
  });
});

describe('the name of the limit', () => {
  const older = expect.objectContaining({ max_tokens: 3 });
  const newer = expect.objectContaining({ max_completion_tokens: 3 });
  const sent = () => server.chats.map(({ body }) => body);

  it('is the newer one for a server that wants it, and that is remembered', async () => {
    server.setFault({ kind: 'newer-limit' });
    expect(await complete({ maxOutboundTokens: 3 })).toMatchObject({ outboundTokens: 3, finishReason: 'length' });
    expect(await complete({ maxOutboundTokens: 3 })).toMatchObject({ outboundTokens: 3 });
    expect(sent()).toEqual([older, newer, newer]);
  });

  it('does not change because an error repeats a prompt that names the newer one', async () => {
    server.setFault({ kind: 'status', status: 400, message: "Bad prompt: 'max_completion_tokens'" });
    await expectCode(complete({ maxOutboundTokens: 3 }), 'BACKEND_REJECTED');
    expect(sent()).toEqual([older]);
  });

  it('is not remembered before a call with the newer one was answered', async () => {
    server.setFault({ kind: 'newer-limit', thenStatus: 400 });
    await expectCode(complete({ maxOutboundTokens: 3 }), 'BACKEND_REJECTED');
    server.setFault(null);
    await complete({ maxOutboundTokens: 3 });
    expect(sent()).toEqual([older, newer, older]);
  });
});

describe('time limits', () => {
  const limits: CallLimits = { timeoutMs: 100_000, firstTokenTimeoutMs: 40_000, stallTimeoutMs: 10_000 };

  async function run(fault: Fault | null, ready: () => boolean, advanceMs: number, more: Partial<CallLimits> = {}) {
    const clock = createManualClock();
    const settings = backendSettings('lmstudio', server.url, { apiKey: new Secret('sk-right'), maxRetries: 3 });
    const timed = openBackend(settings, { clock, limits: { ...limits, ...more } });
    server.setFault(fault);
    let pieces = 0;
    const call = timed.complete(buildCompletionRequest(), {
      signal: going(),
      onProgress: ({ outboundTokens }) => {
        pieces = outboundTokens;
      },
    });
    const failed = call.catch((error: unknown) => error);
    await expect.poll(() => ready() && (fault?.kind !== 'stall' || pieces === 2)).toBe(true);
    clock.advance(advanceMs);
    const error = await failed;
    await timed.close();
    return { error, timersLeft: clock.timerCount };
  }

  it('ends an answer that stops in the middle, and closes the connection', async () => {
    const { error, timersLeft } = await run({ kind: 'stall', afterPieces: 2 }, () => true, 10_000);
    expect(error).toMatchObject({ code: 'BACKEND_STALLED' });
    expect((await server.abandonment()).piecesSent).toBe(2);
    expect(timersLeft).toBe(0);
  });

  it('forgets the limit on the first model token once that came', async () => {
    const { error } = await run({ kind: 'stall', afterPieces: 2 }, () => true, 60_000, { stallTimeoutMs: 60_000 });
    expect(error).toMatchObject({ code: 'BACKEND_STALLED' });
  });

  it('ends a call whose first model token does not come', async () => {
    const fault: Fault = { kind: 'slow-first-token', delayMs: Number.POSITIVE_INFINITY };
    const { error } = await run(fault, () => server.chats.length === 1, 40_000);
    expect(error).toMatchObject({ code: 'BACKEND_TIMEOUT', details: { phase: 'first-token' } });
    await server.abandonment();
  });

  it('waits for a slow first model token', async () => {
    server.setFault({ kind: 'slow-first-token', delayMs: 60 });
    const completion = await complete();
    expect(completion.timeToFirstTokenMs).toBeGreaterThanOrEqual(55);
  });
});
