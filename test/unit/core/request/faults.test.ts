import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { systemRandom } from '../../../../core/foundation/random.ts';
import { type Identity, randomIdentity, signMessage } from '../../../../core/identity/index.ts';
import { type Admission, type Ledger, openLedger } from '../../../../core/money/ledger/index.ts';
import { encodeRequestMessage } from '../../../../core/protocol/index.ts';
import {
  type FinishedRequest,
  type HookSession,
  type PipelineModules,
  RequestPipeline,
} from '../../../../core/request/index.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';
import { openSession, openStages } from '../../../utils/open-stages.ts';
import { buildQueue } from '../../../utils/queue.ts';

const completion = {
  content: 'Hello.',
  inboundTokens: 10,
  outboundTokens: 20,
  countedBy: 'backend',
  finishReason: 'stop',
  timeToFirstTokenMs: 5,
  durationMs: 50,
} as const;
const quote = { inboundPriceWei: 3n, outboundPriceWei: 7n };
const chargeWei = 10n * 3n + 20n * 7n;

/** What a station may do instead of its work. */
const throws = (): never => {
  throw new TypeError('a station broke');
};
const rejects = async (): Promise<never> => throws();
const hangs = () => new Promise<never>(() => {});
const garbage = async () => ({ kind: 'nonsense', content: 7, inboundTokens: -1 }) as never;

/** A module of which some calls are others, as long as the fault lasts. */
type Break = <Part extends object>(whole: Part, calls: { readonly [Name in keyof Part]?: Call }) => Part;
type Call = (...values: never[]) => unknown;
type Change = (modules: PipelineModules, broken: Break) => Partial<PipelineModules>;
interface Fault {
  readonly name: string;
  readonly change: Change;
  /** How the request ends. */
  readonly outcome: string;
}

const stage =
  <Name extends keyof PipelineModules['stages']>(
    name: Name,
    calls: { readonly [Key in keyof PipelineModules['stages'][Name]]?: Call },
  ): Change =>
  ({ stages }, broken) => ({ stages: { ...stages, [name]: broken(stages[name], calls) } });
const hook = (part: Partial<Record<keyof HookSession, Call>>): Change =>
  stage('hooks', { open: () => ({ ...openSession, ...part }) });
const books =
  (calls: Partial<Record<keyof PipelineModules['ledger'], Call>>): Change =>
  ({ ledger }, broken) => ({ ledger: broken(ledger, calls) });
const backend =
  (complete: Call): Change =>
  (modules, broken) => ({ backends: broken(modules.backends, { complete }) });
const signer =
  (sign: Call): Change =>
  ({ identity }, broken) => ({ identity: broken(identity, { sign }) });

const faults: readonly Fault[] = [
  { name: 'the rate limit throws', change: stage('rateLimit', { takeRequest: throws }), outcome: 'STAGE_FAILED' },
  { name: 'the rate limit hangs', change: stage('rateLimit', { takeRequest: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'a reservation throws', change: stage('rateLimit', { reserve: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'a reservation hangs', change: stage('rateLimit', { reserve: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'a reservation is garbage', change: stage('rateLimit', { reserve: garbage }), outcome: 'STAGE_FAILED' },
  {
    name: 'a reservation cannot be settled',
    change: stage('rateLimit', { reserve: async () => ({ settle: throws }) }),
    outcome: 'accrued',
  },
  {
    name: 'the list of models throws',
    change: ({ models }, broken) => ({ models: broken(models, { isServed: throws }) }),
    outcome: 'INTERNAL_FAULT',
  },
  {
    name: 'pricing throws',
    change: ({ pricing }, broken) => ({ pricing: broken(pricing, { quote: throws }) }),
    outcome: 'INTERNAL_FAULT',
  },
  {
    name: 'pricing is garbage',
    change: ({ pricing }, broken) => ({ pricing: broken(pricing, { quote: () => ({ inboundPriceWei: -3n }) }) }),
    outcome: 'INTERNAL_FAULT',
  },
  { name: 'opening the hooks throws', change: stage('hooks', { open: throws }), outcome: 'INTERNAL_FAULT' },
  { name: 'accepting throws', change: hook({ accept: throws }), outcome: 'STAGE_FAILED' },
  { name: 'accepting hangs', change: hook({ accept: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'what comes before throws', change: hook({ before: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'what comes before hangs', change: hook({ before: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'what comes after throws', change: hook({ after: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'what comes after hangs', change: hook({ after: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'what comes after is garbage', change: hook({ after: garbage }), outcome: 'STAGE_FAILED' },
  { name: 'a watcher throws', change: hook({ ended: throws }), outcome: 'accrued' },
  {
    name: 'the filter of prompts throws',
    change: stage('contentFilter', { checkPrompt: throws }),
    outcome: 'STAGE_FAILED',
  },
  {
    name: 'the filter of prompts hangs',
    change: stage('contentFilter', { checkPrompt: hangs }),
    outcome: 'STAGE_TIMEOUT',
  },
  {
    name: 'the filter of answers throws',
    change: stage('contentFilter', { checkResponse: rejects }),
    outcome: 'STAGE_FAILED',
  },
  {
    name: 'the filter of answers hangs',
    change: stage('contentFilter', { checkResponse: hangs }),
    outcome: 'STAGE_TIMEOUT',
  },
  { name: 'the cache throws', change: stage('cache', { open: throws }), outcome: 'accrued' },
  { name: 'the cache hangs', change: stage('cache', { open: hangs }), outcome: 'accrued' },
  { name: 'the cache is garbage', change: stage('cache', { open: garbage }), outcome: 'accrued' },
  {
    name: 'the cache has a hit of garbage',
    change: stage('cache', { open: async () => ({ kind: 'hit', completion: { content: 'x', inboundTokens: 1e300 } }) }),
    outcome: 'accrued',
  },
  { name: 'the backend throws', change: backend(throws), outcome: 'BACKEND_FAILED' },
  { name: 'the backend hangs', change: backend(hangs), outcome: 'QUEUE_TIMEOUT' },
  { name: 'the backend is garbage', change: backend(garbage), outcome: 'BACKEND_BAD_RESPONSE' },
  { name: 'admission throws', change: books({ admit: throws }), outcome: 'STAGE_FAILED' },
  { name: 'admission hangs', change: books({ admit: hangs }), outcome: 'STAGE_TIMEOUT' },
  {
    name: 'admission is written and never confirmed',
    change: ({ ledger }, broken) => ({
      ledger: broken(ledger, { admit: (admission: Admission) => ledger.admit(admission).then(hangs) }),
    }),
    outcome: 'STAGE_TIMEOUT',
  },
  { name: 'the outcome is not written', change: books({ complete: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'writing the outcome hangs', change: books({ complete: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'the signature is not written', change: books({ sign: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'writing the signature hangs', change: books({ sign: hangs }), outcome: 'STAGE_TIMEOUT' },
  { name: 'accruing throws', change: books({ accrue: rejects }), outcome: 'STAGE_FAILED' },
  { name: 'accruing hangs', change: books({ accrue: hangs }), outcome: 'STAGE_TIMEOUT' },
  {
    name: 'signing throws',
    change: signer(throws),
    outcome: 'SIGNING_FAILED',
  },
  {
    name: 'the signature is garbage',
    change: signer(() => 'signed'),
    outcome: 'SIGNING_FAILED',
  },
];

describe('a fault in a station', () => {
  let ledger: Ledger;
  beforeEach(async () => {
    // In memory: time stands still while a disk works, and must not be moved then.
    ledger = await openLedger({ path: ':memory:', logger: silentLogger });
  });
  afterEach(() => ledger.close());

  it.each(faults)('$name: ends in a code, and neither loses nor charges twice', async ({ change, outcome }) => {
    const clock = createManualClock();
    const key = randomIdentity();
    const identity = { ...key, address: key.address, peerId: key.peerId, sign: (hash: Uint8Array) => key.sign(hash) };
    const finished: FinishedRequest[] = [];
    const sound: PipelineModules = {
      identity,
      ledger,
      backends: { backendFor: () => 'sound', complete: async () => completion },
      models: { isServed: () => true, resolve: (model: string) => model, contextLength: () => null },
      clients: { admits: () => true },
      pricing: { quote: () => quote },
      clock,
      random: systemRandom,
      logger: silentLogger,
      observer: { onActivity: () => {}, onFinished: (request) => void finished.push(request) },
      stages: openStages(),
      queue: buildQueue(clock, { maxConcurrent: 1, maxWaiting: 1 }),
    };
    // One request meets the fault, the next one does not: it shows that nothing is held back.
    let lasts = true;
    const broken: Break = (whole, calls) => {
      const replaced = Object.entries(calls).map(([name, call]) => {
        const soundCall = Reflect.get(whole, name);
        return [name, (...values: never[]) => (lasts ? (call as Call)(...values) : (soundCall as Call)(...values))];
      });
      return { ...whole, ...Object.fromEntries(replaced) };
    };
    const pipeline = new RequestPipeline({ ...sound, ...change(sound, broken) }, options);
    pipeline.gate.lift('start');

    const first = await serve(pipeline, signedRequest(identity, clock.nowMs()), clock, () => finished.length === 1);
    expect(finished.map((request) => request.error?.code ?? 'accrued')).toEqual([outcome]);
    expect(finished[0]?.chargeWei).toBe(outcome === 'accrued' ? chargeWei : 0n);
    if (outcome !== 'accrued' && first !== 'handed over') expect(first).toBe('close');

    lasts = false;
    await serve(pipeline, signedRequest(identity, clock.nowMs()), clock, () => finished.length === 2);
    expect(finished[1]?.error ?? null).toBe(null);
    await pipeline.whenIdle();
    const rows = ledger.list({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }, { limit: 10 });
    const accrued = rows.filter((row) => row.state === 'accrued');
    expect(accrued.length).toBe(outcome === 'accrued' ? 2 : 1);
    expect(ledger.sum({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }).accruedWei).toBe(
      BigInt(accrued.length) * chargeWei,
    );
    for (const row of rows) expect(row.state).toMatch(/accrued|void/);
    expect(pipeline.counts()).toEqual({ running: 0, waiting: 0 });
    expect(clock.timerCount).toBe(0);
  });
});

const options = {
  requestTimeoutSecs: 280,
  maxRequestSizeBytes: 1_048_576,
  maxTokensPerRequest: 100,
};

let nonce = 0n;

function signedRequest(executor: Identity, nowMs: number): Uint8Array {
  nonce += 1n;
  const nowSec = BigInt(Math.floor(nowMs / 1000));
  const { message } = signMessage(
    'LlmRequest',
    {
      model: 'm',
      prompt: 'Hi',
      system_prompt: null,
      temperature: 0,
      max_tokens: null,
      executor_address: executor.peerId,
      inbound_price: '3',
      outbound_price: '7',
      nonce,
      deadline: nowSec + 1000n,
    },
    randomIdentity(),
    nowSec,
  );
  return encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
}

/** Serves one request as the network does; time passes only when everything stands still. */
async function serve(
  pipeline: RequestPipeline,
  bytes: Uint8Array,
  clock: ReturnType<typeof createManualClock>,
  hasEnded: () => boolean,
): Promise<string> {
  let how = '';
  const request = { bytes, peerId: 'peer', remoteAddress: '/ip4/127.0.0.1/tcp/1', openedAtMs: clock.nowMs() };
  const handling = pipeline.handle({ ...request, signal: new AbortController().signal }).then((reply) => {
    how = reply.kind === 'answer' ? 'handed over' : 'close';
    if (reply.kind === 'answer') reply.onHandedOver(true);
  });
  for (let second = 0; !hasEnded(); second += 1) {
    for (let turn = 0; turn < 20 && !hasEnded(); turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    if (!hasEnded()) clock.advance(1000);
    if (second > 1000) throw new Error('the request did not end');
  }
  await handling;
  return how;
}
