import { expect, test } from 'vitest';
import type { VerifiedAnswer } from '../../../core/client/index.ts';
import { type ExecutorRig, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

const config = `[request_handling]
max_concurrent_requests = 1
[priority]
enabled = true
`;

const itemsOf = async (rig: ExecutorRig) => (await rig.call('queue.get', {})).items;

/** Sends a request of a client of its own, and waits until it runs or waits. */
async function ask(rig: ExecutorRig, prompt: string, offer: object = {}) {
  const before = (await itemsOf(rig)).length;
  const client = await rig.client();
  const answer: Promise<VerifiedAnswer> = client.request({ model: 'qwen3-4b', prompt, ...offer });
  answer.catch(() => {}); // Looked at by whoever asked.
  await eventually(async () => (await itemsOf(rig)).length === before + 1);
  const id = (await itemsOf(rig)).at(-1)?.id ?? '';
  return { id, answer };
}

const promptsOf = (rig: ExecutorRig) =>
  rig.backend.chats.map(({ body }) => (body as { messages: { content: string }[] }).messages.at(-1)?.content);

test('shows how requests stand in the queue, and lets the operator boost, hold and release them', async () => {
  const rig = await startExecutorRig({}, { config });
  await rig.state('serving');
  rig.backend.setFault({ kind: 'slow-first-token', delayMs: Number.POSITIVE_INFINITY });
  const first = await ask(rig, 'first');
  await eventually(() => rig.backend.chats.length === 1);
  rig.backend.setFault(null);

  const usual = await ask(rig, 'usual');
  const second = await ask(rig, 'second');
  const high = { inboundPriceWei: 600_000_000_000_000n, outboundPriceWei: 10n ** 17n };
  const dear = await ask(rig, 'dear', high);
  const waiting = { state: 'waiting', expectedWaitMs: null, held: false };
  expect(await itemsOf(rig)).toMatchObject([
    { id: first.id, state: 'running', position: null },
    { id: usual.id, ...waiting, lane: 'normal', position: 2 },
    { id: second.id, ...waiting, lane: 'normal', position: 3 },
    { id: dear.id, ...waiting, lane: 'high', position: 1 },
  ]);
  expect(await rig.call('queue.get', {})).toMatchObject({
    maxConcurrent: 1,
    maxWaiting: 350,
    lanes: [
      { lane: 'high', waiting: 1, limit: 50 },
      { lane: 'normal', waiting: 2, limit: 200 },
      { lane: 'low', waiting: 0, limit: 100 },
    ],
  });

  await rig.call('queue.hold', { id: usual.id });
  await rig.call('queue.boost', { id: second.id });
  expect((await itemsOf(rig)).slice(1).map(({ position, held }) => [position, held])).toEqual([
    [null, true],
    [1, false],
    [2, false],
  ]);
  await expect(rig.call('queue.boost', { id: first.id })).rejects.toMatchObject({ code: 'CONTROL_NOT_FOUND' });

  await rig.call('queue.cancel', { id: first.id });
  await expect(first.answer).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  await second.answer;
  const answer = await dear.answer;
  // Offered was much more than one and a half times the asked prices; that is what is charged.
  expect(answer.totalCostWei).toBe(answer.inboundTokens * 6n * 10n ** 14n + answer.outboundTokens * 135n * 10n ** 13n);
  const left = (await itemsOf(rig)).filter(({ state }) => state === 'waiting');
  expect(left.map(({ id }) => id)).toEqual([usual.id]);
  await rig.call('queue.release', { id: usual.id });
  await usual.answer;
  expect(promptsOf(rig)).toEqual(['first', 'second', 'dear', 'usual']);
});
