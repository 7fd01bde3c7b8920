import { expect, it } from 'vitest';
import { systemClock } from '../../../../core/foundation/clock.ts';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { verifyMessage } from '../../../../core/identity/index.ts';
import { createTestRequest, MockLlmClient } from '../../../../core/testing/index.ts';
import { expectCode } from '../../../utils/expect-code.ts';
import { openMockExecutor } from '../../../utils/library.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';
import { eventually } from '../../../utils/network.ts';

it('gives test requests that are signed, fresh and never the same', () => {
  const [first, second] = [createTestRequest(), createTestRequest()];
  const nowSec = Math.floor(systemClock.nowMs() / 1000);
  for (const request of [first, second]) expect(verifyMessage('LlmRequest', request, { nowSec }).ok).toBe(true);
  expect(first.signature).not.toEqual(second.signature);
  const clientKey = new Uint8Array(32).fill(9);
  const ofOneClient = [createTestRequest({ clientKey }), createTestRequest({ clientKey })];
  expect(ofOneClient[0]?.signer).toBe(ofOneClient[1]?.signer);
  expect(ofOneClient[0]?.signature).not.toEqual(ofOneClient[1]?.signature);
});

it('books, charges and signs as a real executor does', async () => {
  const executor = openMockExecutor({}, new MockLlmClient().withTokenCount(10, 20));
  const request = createTestRequest({ prompt: 'Hi', systemPrompt: 'Be brief', temperature: 0.5, maxTokens: 7 });
  const answer = await executor.processRequest(request);
  expect(answer).toMatchObject({ inboundTokens: 10, outboundTokens: 20, totalCostWei: 25_000_000_000_000_000n });
  expect(executor.getMetrics()).toEqual({
    totalRequests: 1,
    servedRequests: 1,
    failedRequests: 0,
    outcomes: { accrued: 1 },
    accruedWei: 25_000_000_000_000_000n,
  });
});

it('asks its client what the request says', async () => {
  const llm = new MockLlmClient();
  const executor = openMockExecutor({}, llm);
  await executor.processRequest(
    createTestRequest({ prompt: 'Hi', systemPrompt: 'Be brief', temperature: 0.5, maxTokens: 7 }),
  );
  const asked = { model: 'test-model', prompt: 'Hi', systemPrompt: 'Be brief', temperature: 0.5, maxTokens: 7 };
  expect(llm.requests).toEqual([asked]);
});

it('throws what the request ended with, whatever a peer would have been told', async () => {
  const executor = openMockExecutor();
  const request = createTestRequest();
  await executor.processRequest(request);
  await expectCode(executor.processRequest(request), 'VALIDATION_REPLAYED');
  const altered = { ...createTestRequest(), signer: request.signer };
  await expectCode(executor.processRequest(altered), 'VALIDATION_BAD_SIGNATURE');
  await expectCode(executor.processRequest(createTestRequest({ executor: 'somebody' })), 'VALIDATION_WRONG_ADDRESSEE');
  await expectCode(executor.processRequest(createTestRequest({ model: 'none' })), 'VALIDATION_MODEL_NOT_SERVED');
  await expectCode(executor.processRequest(createTestRequest({ outboundPriceWei: 1n })), 'VALIDATION_PRICE_TOO_LOW');
  expect(executor.getMetrics()).toMatchObject({ totalRequests: 6, failedRequests: 5 });
});

it('voids what its client fails on, and goes on with the next', async () => {
  const llm = new MockLlmClient().withError(new Error('no'));
  const executor = openMockExecutor({}, llm);
  await expectCode(executor.processRequest(createTestRequest()), 'BACKEND_FAILED');
  llm.withError(new ExecutorError('BACKEND_BUSY'));
  await expectCode(executor.processRequest(createTestRequest()), 'BACKEND_BUSY');
  llm.withError(null);
  expect((await executor.processRequest(createTestRequest())).content).toBe('A mock response');
});

it('lets a client leave, and time pass on the clock of the mock', async () => {
  const clock = createManualClock();
  const executor = openMockExecutor({}, new MockLlmClient({ clock }).withDelay(5000));
  const leaving = new AbortController();
  const left = expectCode(
    executor.processRequest(createTestRequest(), { signal: leaving.signal }),
    'QUEUE_CLIENT_GONE',
  );
  await eventually(() => clock.timerCount === 1);
  leaving.abort();
  await left;
  expect(clock.timerCount).toBe(0);
  const answer = executor.processRequest(createTestRequest());
  await eventually(() => clock.timerCount === 1);
  clock.advance(5000);
  expect((await answer).content).toBe('A mock response');
});

it('serves many at once, each with its own answer', async () => {
  const executor = openMockExecutor();
  const requests = Array.from({ length: 20 }, () => createTestRequest());
  const answers = await Promise.all(requests.map((request) => executor.processRequest(request)));
  expect(answers).toHaveLength(20);
  expect(executor.getMetrics().servedRequests).toBe(20);
});

it('forgets everything when it is stopped', async () => {
  const executor = openMockExecutor();
  const request = createTestRequest();
  await executor.processRequest(request);
  await executor.stop();
  await executor.stop();
  expect(executor.getMetrics().totalRequests).toBe(0);
  expect((await executor.processRequest(request)).content).toBe('A mock response');
});

it('obeys every key of the configuration file, as a real executor does', async () => {
  const llm = new MockLlmClient();
  const settings = { 'cache.enabled': true, 'content_filter.enabled': true, 'content_filter.block_patterns': ['bomb'] };
  const executor = openMockExecutor({ settings }, llm);
  const clientKey = new Uint8Array(32).fill(5);
  const ask = (prompt: string) => executor.processRequest(createTestRequest({ clientKey, prompt, temperature: 0 }));
  await ask('the same');
  await ask('the same');
  expect(llm.requests).toHaveLength(1);
  await expect(ask('a bomb')).rejects.toMatchObject({ code: expect.stringMatching(/^CONTENT_/) });
});
