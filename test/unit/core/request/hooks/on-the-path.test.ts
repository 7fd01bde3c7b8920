import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../core/foundation/clock.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { systemRandom } from '../../../../../core/foundation/random.ts';
import { randomIdentity, signMessage, verifyMessage } from '../../../../../core/identity/index.ts';
import { openLedger } from '../../../../../core/money/ledger/index.ts';
import type { InboundReply } from '../../../../../core/network/index.ts';
import { decodeResponseMessage, encodeRequestMessage } from '../../../../../core/protocol/index.ts';
import { FilterAction, Hooks } from '../../../../../core/request/hooks/index.ts';
import { type FinishedRequest, RequestPipeline } from '../../../../../core/request/index.ts';
import { ScriptedBackend } from '../../../../fakes/scripted-backend.ts';
import { openStages } from '../../../../utils/open-stages.ts';
import { buildQueue } from '../../../../utils/queue.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** The path of a request with these hooks in it, real ledger and real signatures. */
async function setUp(hooks: Hooks) {
  const identity = randomIdentity();
  const ledger = await openLedger({ path: join(tempFolder(), 'ledger.sqlite'), logger: silentLogger });
  onTestFinished(() => ledger.close());
  const backend = new ScriptedBackend();
  const finished = Promise.withResolvers<FinishedRequest>();
  const pipeline = new RequestPipeline(
    {
      identity,
      ledger,
      backends: backend,
      models: { isServed: () => true, resolve: (model: string) => model, contextLength: () => null },
      clients: { admits: () => true },
      pricing: { quote: () => ({ inboundPriceWei: 3n, outboundPriceWei: 7n }) },
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      observer: { onActivity: () => {}, onFinished: finished.resolve },
      queue: buildQueue(systemClock, { maxConcurrent: 1, maxWaiting: 1 }),
      stages: openStages({ hooks }),
    },
    { requestTimeoutSecs: 280, maxRequestSizeBytes: 1_048_576, maxTokensPerRequest: 100 },
  );
  pipeline.gate.lift('start');
  const nowSec = BigInt(Math.floor(systemClock.nowMs() / 1000));
  const payload = {
    model: 'm',
    prompt: 'Hi',
    system_prompt: null,
    temperature: 0.5,
    max_tokens: null,
    executor_address: identity.peerId,
    inbound_price: '3',
    outbound_price: '7',
    nonce: 1n,
    deadline: nowSec + 300n,
  };
  const { message } = signMessage('LlmRequest', payload, randomIdentity(), nowSec);
  const replying: Promise<InboundReply> = pipeline.handle({
    bytes: encodeRequestMessage({ variant: 'SignedLlmRequest', value: message }),
    openedAtMs: systemClock.nowMs(),
    peerId: 'peer',
    remoteAddress: '/ip4/127.0.0.1/tcp/1',
    signal: new AbortController().signal,
  });
  return { replying, backend, ledger, nowSec, finished: finished.promise };
}

function openHooks(): Hooks {
  return new Hooks({ clock: systemClock, logger: silentLogger });
}

it('hooks change what is signed and sent; metadata stays in the books; charge and counts are the backend’s', async () => {
  const hooks = openHooks();
  const seen = Promise.withResolvers<unknown>();
  hooks.setHandler({ afterExecution: (_, __, response) => void response.metadata.set('checked', true) });
  hooks.setTransformer((_, response) => {
    response.content = '[Content filtered]';
    Object.assign(response, { inboundTokens: 0, outboundTokens: 0 });
  });
  hooks.register({ name: 'p', onResponse: (_, { content, metadata }) => seen.resolve({ content, metadata }) });
  const { replying, backend, ledger, nowSec, finished } = await setUp(hooks);
  (await backend.call(0)).finish({ content: 'Something else.', inboundTokens: 10, outboundTokens: 20 });
  const reply = await replying;
  if (reply.kind !== 'answer') throw new Error('closed');
  const { variant, value } = decodeResponseMessage(reply.bytes);
  if (variant !== 'SignedLlmResponse') throw new Error('not signed');
  expect(value.payload).toEqual({
    content: '[Content filtered]',
    inbound_tokens: 10n,
    outbound_tokens: 20n,
    total_cost: String(10 * 3 + 20 * 7),
    model_used: 'm',
    error: null,
  });
  verifyMessage('LlmResponse', value, { nowSec: Number(nowSec) });
  reply.onHandedOver(true);
  await finished;
  const [row] = ledger.list(everything, { limit: 2 });
  expect(row).toMatchObject({ state: 'accrued', outcome: { metadata: '{"checked":true}', chargeWei: 170n } });
  expect(await seen.promise).toEqual({ content: '[Content filtered]', metadata: { checked: true } });
});

it('a filter that refuses closes the stream before anything is booked or asked, and plugins are told the code', async () => {
  const hooks = openHooks();
  const told = Promise.withResolvers<string>();
  hooks.addFilter(() => FilterAction.reject('no'));
  hooks.register({ name: 'p', onVoid: (_, code) => told.resolve(code) });
  const { replying, backend, ledger } = await setUp(hooks);
  expect(await replying).toEqual({ kind: 'close' });
  expect(await told.promise).toBe('HOOK_REJECTED');
  expect(ledger.list(everything, { limit: 2 })).toEqual([]);
  expect(backend.pending).toEqual([]);
});

it('a handler that fails after the answer voids what was booked, and nothing is charged', async () => {
  const hooks = openHooks();
  hooks.setHandler({
    afterExecution: () => {
      throw new Error('no');
    },
  });
  const { replying, backend, ledger, finished } = await setUp(hooks);
  (await backend.call(0)).finish();
  expect(await replying).toEqual({ kind: 'close' });
  expect((await finished).error?.code).toBe('HOOK_FAILED');
  expect(ledger.list(everything, { limit: 2 })).toMatchObject([{ state: 'void', voidReason: 'HOOK_FAILED' }]);
});
