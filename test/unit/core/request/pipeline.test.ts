import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { systemRandom } from '../../../../core/foundation/random.ts';
import { type Identity, randomIdentity, signMessage, verifyMessage } from '../../../../core/identity/index.ts';
import type { Completion } from '../../../../core/inference/backends/index.ts';
import { type Ledger, type LedgerEntry, openLedger } from '../../../../core/money/ledger/index.ts';
import type { InboundReply } from '../../../../core/network/index.ts';
import { decodeResponseMessage, encodeRequestMessage, type LlmRequest } from '../../../../core/protocol/index.ts';
import {
  type CacheLease,
  type CacheStage,
  type FinishedRequest,
  type PipelineModules,
  RequestPipeline,
} from '../../../../core/request/index.ts';
import { ScriptedBackend } from '../../../fakes/scripted-backend.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';
import { openStages } from '../../../utils/open-stages.ts';
import { buildQueue, type QueueChange } from '../../../utils/queue.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function setUp(
  ledger: PipelineModules['ledger'],
  identity = randomIdentity(),
  stages = openStages(),
  queue: QueueChange = { maxConcurrent: 1, maxWaiting: 1 },
) {
  const clock = createManualClock();
  const backend = new ScriptedBackend();
  const finished: FinishedRequest[] = [];
  const watchers: (() => void)[] = [];
  const observer = {
    onActivity: () => {},
    onFinished: (request: FinishedRequest) => {
      finished.push(request);
      for (const wake of watchers.splice(0)) wake();
    },
  };
  const pipeline = new RequestPipeline(
    {
      identity,
      ledger,
      backends: backend,
      models: { isServed: (model) => model === 'm', resolve: (model: string) => model, contextLength: () => null },
      clients: { admits: () => true },
      pricing: { quote: () => ({ inboundPriceWei: 3n, outboundPriceWei: 7n }) },
      clock,
      random: systemRandom,
      logger: silentLogger,
      observer,
      queue: buildQueue(clock, queue),
      stages,
    },
    {
      requestTimeoutSecs: 280,
      maxRequestSizeBytes: 1_048_576,
      maxTokensPerRequest: 100,
    },
  );
  pipeline.gate.lift('start');
  const nowSec = () => BigInt(Math.floor(clock.nowMs() / 1000));

  /** Signed bytes of a request of this client. */
  const sign = (client: Identity, change: Partial<LlmRequest> = {}, timestamp = nowSec()): Uint8Array => {
    const payload: LlmRequest = {
      model: 'm',
      prompt: 'Hi',
      system_prompt: null,
      temperature: 0.5,
      max_tokens: null,
      executor_address: identity.peerId,
      inbound_price: '3',
      outbound_price: '7',
      nonce: 1n,
      deadline: nowSec() + 300n,
      ...change,
    };
    const { message } = signMessage('LlmRequest', payload, client, timestamp);
    return encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
  };
  const gone = new AbortController();
  const handle = (bytes: Uint8Array, signal = gone.signal): Promise<InboundReply> =>
    pipeline.handle({
      bytes,
      openedAtMs: clock.nowMs(),
      peerId: 'peer',
      remoteAddress: '/ip4/127.0.0.1/tcp/1',
      signal,
    });
  const ended = async (count: number) => {
    while (finished.length < count) await new Promise<void>((resolve) => watchers.push(resolve));
    return finished;
  };
  return { pipeline, backend, clock, identity, sign, handle, gone, ended };
}

function rowsOf(ledger: Ledger): readonly LedgerEntry[] {
  return ledger.list(everything, { limit: 100 });
}

function answerOf(reply: InboundReply) {
  if (reply.kind !== 'answer') throw new Error('the stream was closed');
  const message = decodeResponseMessage(reply.bytes);
  if (message.variant !== 'SignedLlmResponse') throw new Error('not a signed response');
  return message.value;
}

describe('RequestPipeline', () => {
  let ledger: Ledger;
  let client: Identity;

  beforeEach(async () => {
    ledger = await openLedger({ path: join(tempFolder(), 'ledger.sqlite'), logger: silentLogger });
    client = randomIdentity();
  });
  afterEach(() => ledger.close());

  it('answers with the content, the real counts, the exact charge and a signature that fits', async () => {
    const { backend, clock, identity, sign, handle, ended } = setUp(ledger);
    const replying = handle(sign(client));
    (await backend.call(0)).finish({ inboundTokens: 10, outboundTokens: 20 });
    const reply = await replying;
    const answer = answerOf(reply);
    expect(answer.payload).toEqual({
      content: 'Hello.',
      inbound_tokens: 10n,
      outbound_tokens: 20n,
      total_cost: String(10 * 3 + 20 * 7),
      model_used: 'm',
      error: null,
    });
    expect(verifyMessage('LlmResponse', answer, { nowSec: clock.nowMs() / 1000 })).toMatchObject({
      ok: true,
      signer: identity.address,
      hash: rowsOf(ledger)[0]?.outcome?.responseHash,
    });
    expect(rowsOf(ledger)[0]).toMatchObject({ state: 'signed', inboundPriceWei: 3n, outboundPriceWei: 7n });

    if (reply.kind === 'answer') reply.onHandedOver(true);
    await ended(1);
    expect(rowsOf(ledger)[0]).toMatchObject({ state: 'accrued', clientAddress: client.address });
    expect(ledger.sum(everything).accruedWei).toBe(170n);
  });

  it('sends the backend our limit when the client names none', async () => {
    const { backend, sign, handle, gone } = setUp(ledger);
    const replying = handle(sign(client));
    expect((await backend.call(0)).request).toEqual({
      model: 'm',
      prompt: 'Hi',
      systemPrompt: null,
      temperature: 0.5,
      maxOutboundTokens: 100,
    });
    gone.abort();
    await replying;
  });

  it('voids an answer that the network did not take in full', async () => {
    const { backend, sign, handle, ended } = setUp(ledger);
    const replying = handle(sign(client));
    (await backend.call(0)).finish();
    const reply = await replying;
    if (reply.kind === 'answer') reply.onHandedOver(false);
    expect((await ended(1))[0]).toMatchObject({ error: { code: 'QUEUE_CLIENT_GONE' }, chargeWei: 0n });
    expect(rowsOf(ledger)[0]).toMatchObject({ state: 'void', voidReason: 'QUEUE_CLIENT_GONE' });
    expect(ledger.sum(everything).accruedWei).toBe(0n);
  });

  it('aborts the generation and signs nothing when the client leaves', async () => {
    const { backend, sign, handle, gone, ended } = setUp(ledger);
    const replying = handle(sign(client));
    const call = await backend.call(0);
    gone.abort();
    expect(await replying).toEqual({ kind: 'close' });
    expect(call.options.signal.aborted).toBe(true);
    await ended(1);
    expect(rowsOf(ledger)[0]).toMatchObject({ state: 'void', voidReason: 'QUEUE_CLIENT_GONE', signature: null });
  });

  it('counts on the limits of a client what was made for it, also when it left before the end', async () => {
    const settled: [reserved: number, used: number][] = [];
    const rateLimit = {
      takeRequest: async () => {},
      reserve: async (_from: unknown, reserved: number) => ({
        settle: (used: number) => void settled.push([reserved, used]),
      }),
    };
    const { backend, sign, handle, gone, ended } = setUp(ledger, randomIdentity(), openStages({ rateLimit }));
    const served = handle(sign(client));
    (await backend.call(0)).finish({ inboundTokens: 10, outboundTokens: 20 });
    const reply = await served;
    if (reply.kind === 'answer') reply.onHandedOver(true);
    await ended(1);
    const failed = handle(sign(client, { nonce: 2n }));
    (await backend.call(1)).fail(new Error('boom'));
    await failed;
    await ended(2);
    const left = handle(sign(client, { nonce: 3n }));
    (await backend.call(2)).options.onProgress?.({ outboundTokens: 7, timeToFirstTokenMs: 1 });
    gone.abort();
    await left;
    await ended(3);
    // "Hi" is estimated as one model token, and 8 for what surrounds it.
    expect(settled).toEqual([
      [9 + 100, 30],
      [9 + 100, 0],
      [9 + 100, 9 + 7],
    ]);
  });

  it('counts what was made for a client whose deadline came or whose answer is not sent', async () => {
    const used: number[] = [];
    const reserve = async () => ({ settle: (modelTokens: number) => void used.push(modelTokens) });
    const stages = openStages({
      rateLimit: { takeRequest: async () => {}, reserve },
      contentFilter: {
        version: 'v',
        checkPrompt: async () => {},
        checkResponse: async () => Promise.reject(new ExecutorError('CONTENT_BLOCKED_RESPONSE', { rule: 'r' })),
      },
    });
    const { backend, clock, sign, handle, ended } = setUp(ledger, randomIdentity(), stages);
    const late = handle(sign(client, { deadline: BigInt(Math.floor(clock.nowMs() / 1000)) - 29n }));
    (await backend.call(0)).options.onProgress?.({ outboundTokens: 7, timeToFirstTokenMs: 1 });
    clock.advance(1000);
    await late;
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_DEADLINE');
    const blocked = handle(sign(client, { nonce: 2n }));
    const call = await backend.call(1);
    call.options.onProgress?.({ outboundTokens: 20, timeToFirstTokenMs: 1 });
    call.finish({ inboundTokens: 10, outboundTokens: 20 });
    await blocked;
    await ended(2);
    expect(used).toEqual([9 + 7, 9 + 20]);
  });

  it('gives back model tokens that are taken after the client has left', async () => {
    const used: number[] = [];
    let grant = () => {};
    const asked = Promise.withResolvers<void>();
    const reserve = async () => {
      const granted = new Promise<void>((resolve) => {
        grant = resolve;
      });
      asked.resolve();
      await granted;
      return { settle: (modelTokens: number) => void used.push(modelTokens) };
    };
    const stages = openStages({ rateLimit: { takeRequest: async () => {}, reserve } });
    const { sign, handle, gone, ended } = setUp(ledger, randomIdentity(), stages);
    const left = handle(sign(client));
    await asked.promise;
    gone.abort();
    await left;
    await ended(1);
    grant();
    await vi.waitFor(() => expect(used).toEqual([0]));
  });

  it('keeps a client of the low lane there when the request that it followed fails', async () => {
    const leases: CacheLease[] = [{ kind: 'join', wait: async () => null, backend: () => null }];
    const asked = new Set<unknown>();
    const cache: CacheStage = {
      open: async (question) => {
        asked.add(question);
        return leases.shift() ?? { kind: 'none' };
      },
      hitQuote: (quote) => quote,
    };
    const priority = { enabled: true, low_priority_clients: [client.address] };
    const { backend, pipeline, sign, handle, gone } = setUp(ledger, randomIdentity(), openStages({ cache }), {
      priority,
    });
    const replying = handle(sign(client));
    await backend.call(0);
    expect(pipeline.views()).toMatchObject([{ lane: 'low' }]);
    // The cache knows it again by being the same one.
    expect(asked.size).toBe(1);
    expect(rowsOf(ledger)).toMatchObject([{ lane: 'low', outboundPriceWei: 7n }]);
    gone.abort();
    await replying;
  });

  it('books who really answered the request that it followed', async () => {
    const completion: Completion = {
      content: 'Shared',
      inboundTokens: 3,
      outboundTokens: 4,
      countedBy: 'backend',
      finishReason: 'stop',
      timeToFirstTokenMs: null,
      durationMs: 1,
    };
    const lease: CacheLease = { kind: 'join', wait: async () => completion, backend: () => 'stand-in' };
    const cache: CacheStage = { open: async () => lease, hitQuote: (quote) => quote };
    const { sign, handle } = setUp(ledger, randomIdentity(), openStages({ cache }));
    const reply = await handle(sign(client));
    expect(answerOf(reply).payload.content).toBe('Shared');
    expect(rowsOf(ledger)).toMatchObject([{ backend: 'stand-in' }]);
  });

  it('leaves the place behind another request when it is refused as a replay', async () => {
    const left: boolean[] = [];
    const wait = async ({ aborted }: AbortSignal) => {
      left.push(aborted);
      return null;
    };
    const leases: CacheLease[] = [{ kind: 'none' }, { kind: 'join', wait, backend: () => null }];
    const cache: CacheStage = { open: async () => leases.shift() ?? { kind: 'none' }, hitQuote: (quote) => quote };
    const { backend, clock, sign, handle, ended } = setUp(ledger, randomIdentity(), openStages({ cache }));
    const first = handle(sign(client));
    (await backend.call(0)).finish({ inboundTokens: 1, outboundTokens: 1 });
    await first;
    await handle(sign(client, {}, BigInt(Math.floor(clock.nowMs() / 1000)) + 1n));
    expect((await ended(1))[0]?.error?.code).toBe('VALIDATION_REPLAYED');
    expect(left).toEqual([true]);
  });

  it('refuses the same signed request with a new envelope, also after it failed, and charges it once', async () => {
    const { backend, clock, sign, handle, ended } = setUp(ledger);
    const deadline = BigInt(Math.floor(clock.nowMs() / 1000) + 300);
    const first = handle(sign(client, { deadline }));
    (await backend.call(0)).fail(new Error('boom'));
    expect(await first).toEqual({ kind: 'close' });
    clock.advance(2000);
    const replay = await handle(sign(client, { deadline }));
    expect(answerOf(replay).payload).toMatchObject({ error: 'Request was already accepted', total_cost: '0' });
    await ended(2);
    expect(rowsOf(ledger)).toHaveLength(1);
  });

  it('serves two signers of an equal payload', async () => {
    const { backend, clock, sign, handle } = setUp(ledger);
    const deadline = BigInt(Math.floor(clock.nowMs() / 1000) + 300);
    const replies = [handle(sign(client, { deadline })), handle(sign(randomIdentity(), { deadline }))];
    (await backend.call(0)).finish();
    (await backend.call(1)).finish();
    for (const reply of await Promise.all(replies)) expect(answerOf(reply).payload.error).toBeNull();
  });

  it.each([
    ['QUEUE_TIMEOUT', 280_000, {}],
    ['QUEUE_DEADLINE', 40_000, { deadline: 5n }],
  ] as const)('gives up with %s and closes the stream', async (code, afterMs, { deadline }: { deadline?: bigint }) => {
    const { backend, clock, sign, handle, ended } = setUp(ledger);
    const nowSec = BigInt(Math.floor(clock.nowMs() / 1000));
    const replying = handle(sign(client, deadline === undefined ? {} : { deadline: nowSec + deadline }));
    await backend.call(0);
    clock.advance(afterMs);
    expect(await replying).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe(code);
  });

  it('closes for a third request when one runs and one may wait, and serves the waiting one next', async () => {
    const { pipeline, backend, sign, handle, ended } = setUp(ledger);
    const first = handle(sign(client));
    await backend.call(0);
    const second = handle(sign(randomIdentity()));
    expect(await handle(sign(randomIdentity()))).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_FULL');
    expect(pipeline.counts()).toEqual({ running: 1, waiting: 1 });
    (await backend.call(0)).finish();
    (await backend.call(1)).finish();
    expect((await first).kind).toBe('answer');
    expect((await second).kind).toBe('answer');
  });

  it('lets the operator cancel one request and nothing else', async () => {
    const { pipeline, backend, sign, handle, ended } = setUp(ledger);
    const replying = handle(sign(client));
    await backend.call(0);
    expect(() => pipeline.cancel('nobody')).toThrow(expect.objectContaining({ code: 'CONTROL_NOT_FOUND' }));
    pipeline.cancel(pipeline.views()[0]?.id ?? '');
    expect(await replying).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_CANCELLED');
    await pipeline.whenIdle();
  });

  it.each([
    ['PROTOCOL_MALFORMED', () => new Uint8Array([0xff, 0x00])],
    ['VALIDATION_MODEL_NOT_SERVED', (sign: ReturnType<typeof setUp>['sign']) => sign(client, { model: 'other' })],
    ['VALIDATION_PRICE_TOO_LOW', (sign: ReturnType<typeof setUp>['sign']) => sign(client, { outbound_price: '6' })],
  ] as const)('closes the stream with %s and books nothing', async (code, bytes) => {
    const { sign, handle, ended } = setUp(ledger);
    const fault = code === 'PROTOCOL_MALFORMED' ? { fault: true } : {};
    expect(await handle(bytes(sign))).toEqual({ kind: 'close', ...fault });
    expect((await ended(1))[0]?.error?.code).toBe(code);
    expect(rowsOf(ledger)).toEqual([]);
  });

  it('closes without looking while the gate is shut', async () => {
    const { pipeline, sign, handle, ended } = setUp(ledger);
    pipeline.gate.close('owner');
    pipeline.gate.idle();
    expect(await handle(sign(client))).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_PAUSED');
  });

  it('answers a wrong signature with a signed refusal that repeats nothing of the request', async () => {
    const { clock, sign, handle, identity } = setUp(ledger);
    const bytes = sign(client);
    const signature = bytes.length - 30;
    bytes[signature] = (bytes[signature] ?? 0) ^ 1;
    const answer = answerOf(await handle(bytes));
    expect(answer.payload).toMatchObject({ content: '', total_cost: '0', error: 'Signature verification failed' });
    expect(verifyMessage('LlmResponse', answer, { nowSec: clock.nowMs() / 1000 })).toMatchObject({
      ok: true,
      signer: identity.address,
    });
  });

  it('counts the time that the request took to arrive', async () => {
    const { pipeline, backend, clock, sign, ended } = setUp(ledger);
    const openedAtMs = clock.nowMs() - 30_000;
    const { signal } = new AbortController();
    const replying = pipeline.handle({ bytes: sign(client), openedAtMs, peerId: 'p', remoteAddress: '', signal });
    await backend.call(0);
    clock.advance(250_000);
    expect(await replying).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_TIMEOUT');
  });

  it('neither reads nor books a request whose client left before its turn', async () => {
    const { sign, handle, ended } = setUp(ledger);
    expect(await handle(sign(client), AbortSignal.abort())).toEqual({ kind: 'close' });
    expect((await ended(1))[0]).toMatchObject({ error: { code: 'QUEUE_CLIENT_GONE' }, model: null });
    expect(rowsOf(ledger)).toEqual([]);
  });

  it('stops an answer that is being handed over when the operator cancels it', async () => {
    const { pipeline, backend, sign, handle, ended } = setUp(ledger);
    const replying = handle(sign(client));
    (await backend.call(0)).finish();
    const reply = await replying;
    if (reply.kind !== 'answer') throw new Error('the stream was closed');
    pipeline.cancelAll();
    expect(reply.signal?.aborted).toBe(true);
    reply.onHandedOver(false);
    expect((await ended(1))[0]?.error?.code).toBe('QUEUE_CANCELLED');
    expect(rowsOf(ledger)[0]).toMatchObject({ state: 'void', voidReason: 'QUEUE_CANCELLED' });
  });

  it('believes the books when a commit is told as failed but stands in them', async () => {
    const accrue = async (id: string) => {
      await ledger.accrue(id);
      throw new ExecutorError('LEDGER_UNAVAILABLE');
    };
    const { get, admit, complete, sign: setSignature, void: setVoid } = ledger;
    const doubtful = { get, admit, complete, sign: setSignature, void: setVoid, accrue };
    const { backend, sign, handle, ended } = setUp(doubtful);
    const replying = handle(sign(client));
    (await backend.call(0)).finish();
    const reply = await replying;
    if (reply.kind === 'answer') reply.onHandedOver(true);
    expect((await ended(1))[0]).toMatchObject({ error: null, chargeWei: 170n });
  });

  it('shows at most 128 printable characters of what a peer calls a model', async () => {
    const { sign, handle, ended } = setUp(ledger);
    await handle(sign(client, { model: `\u202e\n${'x'.repeat(100_000)}` }));
    expect((await ended(1))[0]?.model).toBe('x'.repeat(126));
  });

  it('does not send an answer that the network would not carry, and does not charge it', async () => {
    const { backend, sign, handle, ended } = setUp(ledger);
    const replying = handle(sign(client));
    (await backend.call(0)).finish({ content: 'é'.repeat(5 * 1024 * 1024) });
    expect(await replying).toEqual({ kind: 'close' });
    expect((await ended(1))[0]?.error?.code).toBe('BACKEND_RESPONSE_TOO_LARGE');
    expect(rowsOf(ledger)[0]?.state).toBe('void');
  });
});
