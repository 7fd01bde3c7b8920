import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueTicket } from '../../../../../core/request/queue/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

const lanes = ['high', 'normal', 'low'] as const;
/** Slots that other lanes may get between two of a lane, as core/request/queue/README.md promises. */
const betweenTurns = { high: 2, normal: 4, low: 9 } as const;
const strategies = ['fifo', 'price_weighted', 'fair'] as const;
const priority = { enabled: true, price_weight: 0.7, age_weight: 0.3, aging_ms: 3000, timeout_ms: 300_000 };
const longestHeadStartMs = (0.7 / 0.3) * 3000;

const arrival = fc.record({
  /** High lane and dear requests come more often. */
  lane: fc.constantFrom(...lanes, 'high' as const, 'high' as const),
  wei: fc.bigInt({ min: 1n, max: 9n }),
  client: fc.nat(4),
  /** Time before it comes, and how many slots become free meanwhile. */
  afterMs: fc.nat(2500),
  freed: fc.nat(3),
});

interface Arrived extends Pick<QueueTicket, 'lane' | 'clientAddress'> {
  readonly id: string;
  readonly atMs: number;
}

describe.each(strategies)('with the strategy %s', (strategy) => {
  it('nobody is passed for longer than was promised, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 5, maxLength: 80 }), async (arrivals) => {
        const clock = createManualClock();
        const queue = buildQueue(clock, { maxConcurrent: 1, priority: { ...priority, strategy } });
        const { started, enter, finish, drain } = driveQueue(queue);
        const waiting = new Map<string, Arrived>();
        const sinceTurn = { high: 0, normal: 0, low: 0 };
        let seen = 0;
        /** Checks every start that is new. */
        const check = () => {
          for (const id of started.slice(seen)) {
            const next = waiting.get(id);
            waiting.delete(id);
            if (!next) continue;
            const others = [...waiting.values()];
            for (const lane of lanes) {
              const waits = others.some((other) => other.lane === lane);
              sinceTurn[lane] = waits && next.lane !== lane ? sinceTurn[lane] + 1 : 0;
              expect(sinceTurn[lane], `slots of others while ${lane} waited`).toBeLessThanOrEqual(betweenTurns[lane]);
            }
            const passed = others.filter(({ lane, atMs }) => lane === next.lane && atMs < next.atMs);
            if (strategy === 'fifo') expect(passed).toEqual([]);
            if (strategy === 'price_weighted')
              for (const { atMs } of passed) expect(next.atMs - atMs).toBeLessThanOrEqual(longestHeadStartMs);
            // Who waits with an earlier one of his own before him cannot have passed anybody's first.
            if (strategy === 'fair')
              for (const other of passed) expect(roundsOf(other)).toBeGreaterThan(roundsOf(next));
          }
          seen = started.length;
        };
        /** Requests of its client in its lane that came before it, since the client last had none waiting. */
        const depth = new Map<string, number>();
        const roundsOf = ({ id }: Arrived) => depth.get(id) ?? 0;

        await enter('run');
        seen = 1;
        for (const [index, { lane, wei, client, afterMs, freed }] of arrivals.entries()) {
          clock.advance(afterMs);
          for (let n = 0; n < freed; n += 1) {
            const last = started.at(-1);
            if (last !== undefined && queue.runningCount > 0) await finish(last);
            check();
          }
          const id = String(index);
          const clientAddress = `0x${client}`;
          const mine = [...waiting.values()].filter(
            (other) => other.lane === lane && other.clientAddress === clientAddress,
          );
          depth.set(id, Math.max(-1, ...mine.map(roundsOf)) + 1);
          waiting.set(id, { id, lane, clientAddress, atMs: clock.monotonicMs() });
          await enter(id, { lane, clientAddress, quote: { inboundPriceWei: wei, outboundPriceWei: wei } });
          if (started.includes(id)) waiting.delete(id);
          seen = started.length;
        }
        for (;;) {
          const before = started.length;
          const last = started.at(-1);
          if (last === undefined || queue.waitingCount === 0) break;
          await finish(last);
          check();
          expect(started.length).toBe(before + 1);
        }
        await drain();
        expect(waiting.size).toBe(0);
        expect(started.length).toBe(arrivals.length + 1);
      }),
      { numRuns: 150 },
    );
  });

  it('a cheap request of the low lane gets a slot while the others never end', async () => {
    const clock = createManualClock();
    const sizes = { high: 1000, normal: 1000, low: 1000 };
    const queue = buildQueue(clock, { maxConcurrent: 1, priority: { ...priority, strategy, queue_sizes: sizes } });
    const { started, enter, finish } = driveQueue(queue);
    let serial = 0;
    const more = async (lane: 'high' | 'normal' | 'low') => {
      serial += 1;
      const quote = { inboundPriceWei: 1000n, outboundPriceWei: 1000n };
      await enter(String(serial), { lane, clientAddress: `0x${serial}`, quote });
    };
    for (let n = 0; n < 30; n += 1) await more(lanes[n % 3] ?? 'low');
    await enter('cheap', { lane: 'low', quote: { inboundPriceWei: 1n, outboundPriceWei: 1n } });
    let slots = 0;
    for (; !started.includes('cheap'); slots += 1) {
      for (const lane of ['high', 'high', 'normal', 'low'] as const) await more(lane);
      clock.advance(1000);
      await finish(started.at(-1) ?? '');
      expect(slots).toBeLessThan(300);
    }
    // Ten were before it in its lane, and as many came within its longest disadvantage; its lane gets one slot of ten.
    expect(slots).toBeLessThanOrEqual(10 * (10 + 1 + (strategy === 'price_weighted' ? 7 : 0)));
  });
});
