import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../core/foundation/clock.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { systemRandom } from '../../../core/foundation/random.ts';
import { randomIdentity, signMessage } from '../../../core/identity/index.ts';
import { openLedger } from '../../../core/money/ledger/index.ts';
import { encodeRequestMessage } from '../../../core/protocol/index.ts';
import { RequestPipeline } from '../../../core/request/index.ts';
import { instantPool } from './instant-pool.ts';
import { ownersStages } from './stages.ts';

const quote = { inboundPriceWei: 500_000_000_000_000n, outboundPriceWei: 1_000_000_000_000_000n };
const prompt = 'Explain in two sentences why a queue that takes requests from strangers needs a limit. ';

export const rate = (count: number, elapsedMs: number) => (count * 1000) / elapsedMs;

/** The request path of an executor, without its network, over a backend that answers at once. */
export async function startPipeline({ inFlight }: { inFlight: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'lloom-pipeline-'));
  const ledger = await openLedger({ path: join(folder, 'ledger.sqlite'), logger: silentLogger });
  const identity = randomIdentity();
  const client = randomIdentity();
  const { stages, queue, config, close: closeStages } = await ownersStages(identity, { inFlight });
  const pool = await instantPool();
  const pipeline = new RequestPipeline(
    {
      identity,
      ledger,
      backends: pool,
      models: { isServed: () => true, resolve: (model: string) => model, contextLength: () => 8192 },
      clients: { admits: () => true },
      pricing: { quote: () => quote },
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      observer: { onActivity: () => {}, onFinished: () => {} },
      stages,
      queue,
    },
    config.requestHandling,
  );
  pipeline.gate.lift('start');
  let nonce = 0n;
  let served = 0;

  /** Serves one; returns how long its signed answer took, in milliseconds. */
  async function one(bytes: Uint8Array): Promise<number> {
    const startedAtMs = performance.now();
    const reply = await pipeline.handle({
      bytes,
      peerId: '16Uiu2HAmClientOfTheBenchmark',
      remoteAddress: '/ip4/127.0.0.1/tcp/5000',
      openedAtMs: Date.now(),
      signal: new AbortController().signal,
    });
    const elapsedMs = performance.now() - startedAtMs;
    if (reply.kind !== 'answer') throw new Error('a request was refused');
    reply.onHandedOver(true);
    served += 1;
    return elapsedMs;
  }

  return {
    get served() {
      return served;
    },
    /** Signed requests, all different. */
    sign(count: number): Uint8Array[] {
      return Array.from({ length: count }, () => {
        nonce += 1n;
        const payload = {
          model: 'model-a',
          prompt: `${prompt}${nonce}`,
          system_prompt: 'You are brief.',
          temperature: 0,
          max_tokens: 64,
          executor_address: identity.peerId,
          inbound_price: quote.inboundPriceWei.toString(),
          outbound_price: quote.outboundPriceWei.toString(),
          nonce,
          deadline: BigInt(Math.floor(Date.now() / 1000) + 200),
        };
        const { message } = signMessage('LlmRequest', payload, client, BigInt(Math.floor(Date.now() / 1000)));
        return encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
      });
    },
    /** Serves all of them, so many at a time; the time of each. */
    async serve(requests: readonly Uint8Array[], width: number): Promise<number[]> {
      const times: number[] = [];
      let next = 0;
      const worker = async () => {
        for (let bytes = requests[next++]; bytes; bytes = requests[next++]) times.push(await one(bytes));
      };
      await Promise.all(Array.from({ length: width }, worker));
      await pipeline.whenIdle();
      return times;
    },
    async time(work: () => Promise<unknown>): Promise<number> {
      const startedAtMs = performance.now();
      await work();
      return performance.now() - startedAtMs;
    },
    /** The books hold as many answers as were given. */
    check(expected: number): void {
      const { answers, accruedWei } = ledger.sum({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
      const chargeWei = 40n * quote.inboundPriceWei + 18n * quote.outboundPriceWei;
      if (answers !== expected || accruedWei !== BigInt(expected) * chargeWei)
        throw new Error(`the ledger holds ${answers} answers of ${expected}, ${accruedWei} wei`);
    },
    async close(): Promise<void> {
      await closeStages();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
