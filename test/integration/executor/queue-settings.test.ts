import { describe, expect, it } from 'vitest';
import { randomIdentity } from '../../../core/identity/index.ts';
import { everything } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { type QueueRig, type RigQuestion, startQueueRig } from '../../utils/queue-rig.ts';

const oneSlot = '[request_handling]\nmax_concurrent_requests = 1\n';
const lanes = `${oneSlot}[priority]\nenabled = true\n`;
const byPrice = `${oneSlot}[priority]\nstrategy = "price_weighted"\n`;
const batching = `${oneSlot}[batching]\nenabled = true\n`;
const prices = (model: string, eth: string) =>
  `[[models]]\nname = "${model}"\ninbound_price = "${eth}"\noutbound_price = "${eth}"\n`;
const dearAndCheap = prices('a', '0.0009') + prices('b', '0.0001');

/** Asks everything while a first request runs, and gives the order in which the backend is given the rest. */
async function orderOf(text: string, questions: Readonly<Record<string, RigQuestion>>, then?: (rig: QueueRig) => void) {
  const rig = await startQueueRig(text);
  await rig.ask('first', Object.values(questions)[0]);
  for (const [prompt, question] of Object.entries(questions)) await rig.ask(prompt, question);
  then?.(rig);
  return (await rig.drain()).slice(1);
}

const rowOf = (rig: QueueRig, id: string) => rig.ledger.list(everything, { limit: 50 }).find((row) => row.id === id);

describe('[priority]', () => {
  it('serves who pays more first when enabled, and charges it', async () => {
    const questions = { usual: {}, dear: { offer: 1.5 } };
    expect(await orderOf(lanes, questions)).toEqual(['dear', 'usual']);
    expect(await orderOf(oneSlot, questions)).toEqual(['usual', 'dear']);
  });

  it('charges exactly the asked price times high_priority_price_multiplier, whatever was offered', async () => {
    const rig = await startQueueRig(`${lanes}high_priority_price_multiplier = 2.5\n`);
    await rig.ask('below', { offer: 2.499 });
    await rig.ask('just', { offer: 2.5 });
    await rig.ask('huge', { offer: 900 });
    await rig.drain();
    await eventually(() => rig.ends.size === 3);
    const asked = rowOf(rig, 'below')?.inboundPriceWei ?? 0n;
    expect(asked).toBe(500_000_000_000_000n);
    for (const id of ['just', 'huge']) {
      const row = rowOf(rig, id);
      expect(row).toMatchObject({ lane: 'high', inboundPriceWei: (asked * 5n) / 2n });
      expect(row?.outcome?.chargeWei).toBe(10n * (row?.inboundPriceWei ?? 0n) + 20n * (row?.outboundPriceWei ?? 0n));
    }
    expect(rowOf(rig, 'below')?.lane).toBe('normal');
  });

  it('lets queue_sizes wait in each lane, and refuses the next', async () => {
    const low = randomIdentity();
    const rig = await startQueueRig(
      `${lanes}queue_sizes = { high = 1, normal = 2, low = 0 }\nlow_priority_clients = ["${low.address}"]\n`,
    );
    await rig.ask('first');
    for (const prompt of ['h1', 'h2']) await rig.ask(prompt, { offer: 2 });
    for (const prompt of ['n1', 'n2', 'n3']) await rig.ask(prompt);
    await rig.ask('l1', { client: low });
    expect([...rig.ends]).toEqual([
      ['h2', 'QUEUE_FULL'],
      ['n3', 'QUEUE_FULL'],
      ['l1', 'QUEUE_FULL'],
    ]);
  });

  it('serves low_priority_clients after others', async () => {
    const [byAddress, byPeer] = [randomIdentity(), randomIdentity()];
    const list = `low_priority_clients = ["${byAddress.address.toUpperCase().replace('0X', '0x')}", "${byPeer.peerId}"]\n`;
    const rig = await startQueueRig(lanes + list);
    await rig.ask('first');
    await rig.ask('l1', { client: byAddress, offer: 9 });
    await rig.ask('l2', { client: byPeer });
    await rig.ask('usual');
    expect((await rig.drain()).slice(1)).toEqual(['usual', 'l1', 'l2']);
    expect(rowOf(rig, 'l1')?.lane).toBe('low');
  });

  it('orders a lane by strategy', async () => {
    const client = randomIdentity();
    const questions = { b1: { model: 'b' }, b2: { model: 'b' }, other: { model: 'b', client }, dear: { model: 'a' } };
    const order = (strategy: string) =>
      orderOf(`${oneSlot}[priority]\nstrategy = "${strategy}"\n${dearAndCheap}`, questions);
    expect(await order('fifo')).toEqual(['b1', 'b2', 'other', 'dear']);
    expect(await order('price_weighted')).toEqual(['dear', 'b1', 'b2', 'other']);
    expect(await order('fair')).toEqual(['b1', 'other', 'b2', 'dear']);
  });

  it.each([
    [
      'weighs the price by price_weight',
      'price_weight = 0.6\nage_weight = 0.6',
      'price_weight = 0.3\nage_weight = 0.6',
    ],
    ['weighs waiting by age_weight', 'price_weight = 0.5\nage_weight = 0.5', 'price_weight = 0.5\nage_weight = 1.0'],
    [
      'counts waiting in aging_ms',
      'price_weight = 1\nage_weight = 1',
      'price_weight = 1\nage_weight = 1\naging_ms = 5000',
    ],
  ])('%s', async (_, patient, hasty) => {
    const second = async (keys: string) => {
      const rig = await startQueueRig(`${byPrice}${keys}\n${dearAndCheap}`);
      await rig.ask('first', { model: 'a' });
      await rig.ask('cheap', { model: 'b' });
      rig.clock.advance(7000);
      await rig.ask('dear', { model: 'a' });
      return (await rig.drain())[1];
    };
    // The cheap model costs a ninth, so the dear one has a head start of 8.9 s with the first and of 4.4 s with the second.
    expect(await second(patient)).toBe('dear');
    expect(await second(hasty)).toBe('cheap');
  });

  it('refuses who waited for timeout_ms, and charges nothing', async () => {
    const rig = await startQueueRig(`${oneSlot}[priority]\ntimeout_ms = 5000\n`);
    await rig.ask('first');
    await rig.ask('second');
    rig.clock.advance(4999);
    expect(rig.ends.size).toBe(0);
    rig.clock.advance(1);
    await eventually(() => rig.ends.get('second') === 'QUEUE_WAIT_TIMEOUT');
    expect(rowOf(rig, 'second')).toMatchObject({ state: 'void', voidReason: 'QUEUE_WAIT_TIMEOUT' });
  });
});

describe('[batching]', () => {
  const twoModels = { a1: { model: 'a' }, b1: { model: 'b' }, a2: { model: 'a' }, b2: { model: 'b' } };

  it('lets requests for the model that is served go first when enabled', async () => {
    expect(await orderOf(batching, twoModels)).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(await orderOf(oneSlot, twoModels)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('keeps the order of arrival with group_by_model = false', async () => {
    expect(await orderOf(`${batching}group_by_model = false\n`, twoModels)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('keeps temperatures together with group_by_temperature', async () => {
    const questions = { cold1: { temperature: 0 }, warm: { temperature: 1 }, cold2: { temperature: 0 } };
    expect(await orderOf(`${batching}group_by_temperature = true\n`, questions)).toEqual(['cold1', 'cold2', 'warm']);
    expect(await orderOf(batching, questions)).toEqual(['cold1', 'warm', 'cold2']);
  });

  it.each([
    ['lets nobody be passed for longer than batch_timeout_ms', 'batch_timeout_ms'],
    ['lets nobody be passed for longer than max_wait_ms', 'strategy = "adaptive"\nmax_wait_ms'],
  ])('%s', async (_, key) => {
    const order = async (boundMs: number) => {
      const rig = await startQueueRig(`${batching}${key} = ${boundMs}\n`);
      for (const [prompt, model] of [
        ['first', 'a'],
        ['b1', 'b'],
        ['a1', 'a'],
        ['a2', 'a'],
      ] as const)
        await rig.ask(prompt, { model });
      await rig.answer('first');
      rig.clock.advance(2000);
      return (await rig.drain()).slice(1);
    };
    expect(await order(2000)).toEqual(['a1', 'b1', 'a2']);
    expect(await order(2001)).toEqual(['a1', 'a2', 'b1']);
  });

  const many = (keys: string) => `[request_handling]\nmax_concurrent_requests = 9\n[batching]\nenabled = true\n${keys}`;
  /** How many run at once after so many answers of this duration. */
  async function running(text: string, answers: number, durationMs: number): Promise<number> {
    const rig = await startQueueRig(text);
    for (let n = 0; n < 12 + answers; n += 1) await rig.ask(String(n));
    for (let n = 0; n < answers; n += 1) await rig.answer(String(n), { durationMs });
    return rig.queue.runningCount;
  }

  it('gives the model program max_batch_size of a model at once', async () => {
    expect(await running(many('max_batch_size = 3\n'), 0, 0)).toBe(3);
    expect(await running(many(''), 0, 0)).toBe(8);
    expect(
      await running('[request_handling]\nmax_concurrent_requests = 9\n[batching]\nmax_batch_size = 3\n', 0, 0),
    ).toBe(9);
  });

  it('adapts the size to target_latency_ms, not below min_batch_size, with the adaptive strategy', async () => {
    const adaptive = 'max_batch_size = 4\nstrategy = "adaptive"\n';
    expect(await running(many(adaptive), 8, 3000)).toBe(2);
    expect(await running(many(`${adaptive}min_batch_size = 3\n`), 8, 3000)).toBe(3);
    expect(await running(many(`${adaptive}target_latency_ms = 3000\n`), 8, 3000)).toBe(4);
    expect(await running(many('max_batch_size = 4\nstrategy = "fixed"\n'), 8, 3000)).toBe(4);
  });
});

describe('[[models]]', () => {
  it.each([
    ['gives the model program max_concurrent_requests of a model', 'max_concurrent_requests'],
    ['gives the model program max_batch_size of a model', 'max_batch_size'],
  ])('%s, while others have the other slots', async (_, key) => {
    const rig = await startQueueRig(`[[models]]\nname = "a"\n${key} = 2\n`);
    for (const prompt of ['a1', 'a2', 'a3']) await rig.ask(prompt);
    await rig.ask('b1', { model: 'b' });
    expect(rig.given).toEqual(['a1', 'a2', 'b1']);
    await rig.answer('a1');
    expect(rig.given).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('aims at optimal_batch_size of a model', async () => {
    const given = async (batching: string, prompts: readonly string[]) => {
      const model = '[[models]]\nname = "a"\noptimal_batch_size = 2\nmax_batch_size = 3\n';
      const rig = await startQueueRig(`[request_handling]\nmax_concurrent_requests = 9\n${batching}${model}`);
      for (const prompt of prompts) await rig.ask(prompt);
      await rig.ask('b1', { model: 'b' });
      return rig;
    };
    const prompts = ['a1', 'a2', 'a3', 'a4'];
    expect((await given('[batching]\nenabled = true\n', prompts)).given).toEqual(['a1', 'a2', 'b1']);
    // Without batching there is nothing to aim at; the most holds all the same.
    expect((await given('', prompts)).given).toEqual(['a1', 'a2', 'a3', 'b1']);
    const adaptive = await given('[batching]\nenabled = true\nstrategy = "adaptive"\n', prompts);
    expect(adaptive.given).toEqual(['a1', 'a2', 'b1']);
    for (const prompt of ['a1', 'a2']) await adaptive.answer(prompt, { durationMs: 10 });
    // Both were quick and every place was used, so it goes above its aim, up to the most.
    for (const prompt of ['a5', 'a6']) await adaptive.ask(prompt);
    expect(adaptive.given.filter((prompt) => !adaptive.ends.has(prompt))).toEqual(['b1', 'a3', 'a4', 'a5']);
  });

  it('lets the next request go when answers are below max_tokens_per_second', async () => {
    const rig = await startQueueRig('[[models]]\nname = "a"\nmax_tokens_per_second = 10\n');
    await rig.ask('a1');
    await rig.answer('a1', { outboundTokens: 200 });
    await rig.ask('a2');
    await rig.ask('b1', { model: 'b' });
    expect(rig.given).toEqual(['a1', 'b1']);
    rig.clock.advance(19_999);
    expect(rig.queue.position('a2')).toBe(1);
    rig.clock.advance(1);
    await eventually(() => rig.given.includes('a2'));
  });
});

describe('a waiting request', () => {
  it('leaves the queue when its client leaves, and is not charged', async () => {
    const rig = await startQueueRig(oneSlot);
    for (const prompt of ['first', 'second', 'third']) await rig.ask(prompt);
    await rig.leave('second');
    expect([rig.queue.waitingCount, rig.queue.position('third')]).toEqual([1, 1]);
    expect(await rig.drain()).toEqual(['first', 'third']);
    expect(rowOf(rig, 'second')).toMatchObject({ state: 'void', voidReason: 'QUEUE_CLIENT_GONE' });
  });

  it('is refused at once, unbooked, when its turn would come after its deadline', async () => {
    const rig = await startQueueRig(`${oneSlot}[priority]\ntimeout_ms = 300000\n`);
    await rig.ask('slow');
    rig.clock.advance(210_000);
    await rig.answer('slow');
    for (const prompt of ['runs', 'waits', 'late']) await rig.ask(prompt);
    expect(rig.ends.get('late')).toBe('QUEUE_TOO_SLOW');
    expect(rowOf(rig, 'late')).toBeUndefined();
    expect(rig.queue.position('waits')).toBe(1);
  });

  it('keeps its place when the configuration changes', async () => {
    const rig = await startQueueRig(oneSlot);
    for (const prompt of ['first', 'second']) await rig.ask(prompt);
    await rig.ask('dear', { offer: 2 });
    rig.configure(lanes);
    await rig.ask('dearest', { offer: 2 });
    expect(await rig.drain()).toEqual(['first', 'dearest', 'second', 'dear']);
    expect([...rig.ends.values()]).toEqual(['accrued', 'accrued', 'accrued', 'accrued']);
  });
});
