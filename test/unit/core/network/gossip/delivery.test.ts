import { expect, test } from 'vitest';
import { Delivery } from '../../../../../core/network/gossip/delivery.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp(options: { maxAttempts?: number; minGapMs?: number } = {}) {
  const clock = createManualClock();
  const reachable = new Set<string>();
  const published: number[] = [];
  const retries: { peerIds: readonly string[]; attempt: number }[] = [];
  const delivery = new Delivery(
    {
      clock,
      publish: async () => {
        published.push(clock.nowMs());
        return [...reachable];
      },
      beforeRetry: (peerIds, attempt) => retries.push({ peerIds, attempt }),
    },
    { maxAttempts: options.maxAttempts ?? Number.POSITIVE_INFINITY, minGapMs: options.minGapMs ?? 0 },
  );
  /** Lets time pass in small steps, so that what waits for a promise goes on. */
  const pass = async (byMs: number) => {
    for (let passedMs = 0; passedMs < byMs; passedMs += 50) {
      clock.advance(50);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { clock, delivery, reachable, published, retries, pass };
}

test('it is repeated, ever less often, until the peer was among the recipients', async () => {
  const { delivery, reachable, published, retries, pass } = setUp();
  delivery.want('validator');
  await pass(60_000);
  expect(delivery.hasReached('validator')).toBe(false);
  expect(published.length).toBeGreaterThan(10);
  expect(published.length).toBeLessThan(22);
  expect(retries[0]).toEqual({ peerIds: ['validator'], attempt: 1 });
  reachable.add('validator');
  await pass(5_000);
  expect(delivery.hasReached('validator')).toBe(true);
  const count = published.length;
  await pass(60_000);
  expect(published.length).toBe(count);
});

test('a peer that comes later does not wait for the long pause of another', async () => {
  const { delivery, reachable, pass } = setUp();
  delivery.want('unreachable');
  await pass(60_000);
  reachable.add('new');
  delivery.want('new');
  await pass(50);
  expect(delivery.hasReached('new')).toBe(true);
});

test('after the last attempt a peer is given up, and may ask again', async () => {
  const { delivery, published, reachable, pass } = setUp({ maxAttempts: 3 });
  delivery.want('client');
  await pass(60_000);
  expect(published).toHaveLength(3);
  reachable.add('client');
  delivery.want('client');
  await pass(50);
  expect(delivery.hasReached('client')).toBe(true);
});

test('many peers that come one after another share the publications', async () => {
  const { delivery, published, reachable, pass } = setUp({ minGapMs: 1_000 });
  for (let index = 0; index < 40; index++) {
    reachable.add(`client ${index}`);
    delivery.want(`client ${index}`);
    await pass(50);
  }
  await pass(1_000);
  expect(published.length).toBeLessThanOrEqual(4);
  expect(delivery.hasReached('client 39')).toBe(true);
});

test('a reset ends the attempts and forgets who was reached', async () => {
  const { delivery, published, reachable, pass, clock } = setUp();
  reachable.add('one');
  delivery.want('one');
  delivery.want('two');
  await pass(100);
  expect(delivery.reachedAnybody).toBe(true);
  await delivery.reset();
  const count = published.length;
  await pass(60_000);
  expect(published.length).toBe(count);
  expect(delivery.reachedAnybody).toBe(false);
  expect(clock.timerCount).toBe(0);
});

test('a peer that left is not waited for', async () => {
  const { delivery, published, pass } = setUp();
  delivery.want('gone');
  await pass(100);
  delivery.forget('gone');
  const count = published.length;
  await pass(60_000);
  expect(published.length).toBe(count);
});
