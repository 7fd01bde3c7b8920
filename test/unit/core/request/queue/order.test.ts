import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, buildQueueSettings } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

const price = (wei: bigint) => ({ quote: { inboundPriceWei: wei, outboundPriceWei: wei } });

function setUp(priority: Readonly<Record<string, unknown>>) {
  const clock = createManualClock();
  const queue = buildQueue(clock, { maxConcurrent: 1, maxWaiting: 1000, priority });
  return { clock, queue, ...driveQueue(queue) };
}

describe('the lanes', () => {
  it('share ten slots 6 : 3 : 1 while somebody waits in each, and let the high one begin', async () => {
    const { enter, drain } = setUp({ enabled: true });
    await enter('first');
    for (const lane of ['low', 'normal', 'high'] as const)
      for (let n = 0; n < 20; n += 1) await enter(`${lane}${n}`, { lane });
    const order = (await drain()).slice(1);
    expect(order.slice(0, 3)).toEqual(['high0', 'normal0', 'low0']);
    for (const tens of [0, 10, 20]) {
      const ten = order.slice(tens, tens + 10).map((id) => id.replace(/\d+/, ''));
      expect(ten.filter((lane) => lane === 'high').length).toBe(6);
      expect(ten.filter((lane) => lane === 'normal').length).toBe(3);
    }
  });

  it('save no turns up while nobody waits in them', async () => {
    const { enter, finish, drain } = setUp({ enabled: true });
    await enter('first');
    for (let n = 0; n < 40; n += 1) await enter(`high${n}`, { lane: 'high' });
    await finish('first');
    for (let n = 0; n < 20; n += 1) await finish(`high${n}`);
    for (let n = 0; n < 3; n += 1) await enter(`low${n}`, { lane: 'low' });
    const order = (await drain()).slice(22);
    expect(order.indexOf('low1') - order.indexOf('low0')).toBeGreaterThanOrEqual(6);
  });

  it('are one line in the order of arrival while [priority] is not enabled', async () => {
    const { enter, drain } = setUp({});
    const lanes = ['low', 'normal', 'high', 'low', 'high'] as const;
    for (const [index, lane] of lanes.entries()) await enter(String(index), { lane });
    expect(await drain()).toEqual(['0', '1', '2', '3', '4']);
  });

  it('refuse what is more than queue_sizes of theirs, with one lane more than max_queue_size', async () => {
    const { queue, enter } = setUp({ enabled: true, queue_sizes: { high: 1, normal: 2, low: 0 } });
    await enter('first');
    await enter('h', { lane: 'high' });
    await enter('n1');
    await enter('n2');
    for (const lane of ['high', 'normal', 'low'] as const)
      await expect(enter('more', { lane })).rejects.toMatchObject({ code: 'QUEUE_FULL', details: { lane } });
    queue.configure({ maxWaiting: 3, priority: buildQueueSettings().priority });
    await expect(enter('more')).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    queue.configure({ maxWaiting: 4 });
    await expect(enter('more')).resolves.toBeDefined();
  });
});

describe('the strategy', () => {
  it('fifo serves in the order of arrival, whatever is paid', async () => {
    const { enter, drain } = setUp({ strategy: 'fifo' });
    for (const wei of [1n, 9n, 5n, 7n]) await enter(String(wei), price(wei));
    expect(await drain()).toEqual(['1', '9', '5', '7']);
  });

  it('price_weighted serves who is charged more first', async () => {
    const { enter, drain } = setUp({ strategy: 'price_weighted' });
    await enter('first');
    for (const wei of [1n, 9n, 5n, 7n]) await enter(String(wei), price(wei));
    expect(await drain()).toEqual(['first', '9', '7', '5', '1']);
  });

  it.each([
    ['price_weight', { price_weight: 0.6, age_weight: 0.6 }, { price_weight: 0.3, age_weight: 0.6 }],
    ['age_weight', { price_weight: 0.5, age_weight: 0.5 }, { price_weight: 0.5, age_weight: 1 }],
    [
      'aging_ms',
      { price_weight: 1, age_weight: 1, aging_ms: 10_000 },
      { price_weight: 1, age_weight: 1, aging_ms: 5000 },
    ],
  ])('price_weighted weighs price against age by %s', async (_, patient, hasty) => {
    const second = async (keys: Readonly<Record<string, unknown>>) => {
      const { clock, enter, drain } = setUp({ strategy: 'price_weighted', ...keys });
      await enter('first', price(100n));
      await enter('cheap', price(0n));
      clock.advance(7000);
      await enter('dear', price(100n));
      return (await drain())[1];
    };
    // 100 wei are worth 10 s with the first and 5 s with the second.
    expect(await second(patient)).toBe('dear');
    expect(await second(hasty)).toBe('cheap');
  });

  it('fair serves one request of each client in turn', async () => {
    const { enter, finish, drain } = setUp({ strategy: 'fair' });
    await enter('first', { clientAddress: '0x0' });
    for (let n = 0; n < 4; n += 1) await enter(`a${n}`, { clientAddress: '0xa' });
    for (let n = 0; n < 2; n += 1) await enter(`b${n}`, { clientAddress: '0xb' });
    await finish('first');
    await finish('a0');
    // Comes while the round of b0 is served: next round, behind those that are in it.
    await enter('c0', { clientAddress: '0xc' });
    expect(await drain()).toEqual(['first', 'a0', 'b0', 'a1', 'b1', 'c0', 'a2', 'a3']);
  });

  it('fair does not let a client that left pay for requests that were not served', async () => {
    const { enter, abandon, finish, drain } = setUp({ strategy: 'fair' });
    await enter('first', { clientAddress: '0x0' });
    for (let n = 0; n < 4; n += 1) await enter(`a${n}`, { clientAddress: '0xa' });
    for (let n = 0; n < 4; n += 1) await abandon(`a${n}`);
    await enter('b0', { clientAddress: '0xb' });
    await enter('b1', { clientAddress: '0xb' });
    await enter('a4', { clientAddress: '0xa' });
    await finish('first');
    expect(await drain()).toEqual(['first', 'b0', 'a4', 'b1']);
  });
});
