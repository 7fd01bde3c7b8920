import { expect, test } from 'vitest';
import {
  BatchStrategy,
  contextKey,
  PriorityStrategy,
  type RequestContext,
  type RequestHandler,
  RequestRejected,
  type ResponseDraft,
  type SignedLlmRequest,
} from '../../../core/index.ts';
import { createTestRequest, type MockExecutor, MockLlmClient } from '../../../core/testing/index.ts';
import { openMockExecutor } from '../../utils/library.ts';
import { createManualClock } from '../../utils/manual-clock.ts';
import { eventually } from '../../utils/network.ts';

test('Request Handler', async () => {
  const startTime = contextKey<number>('start_time');
  const logged: string[] = [];
  const processingTimes: unknown[] = [];
  const stranger = '0x000000000000000000000000000000000000dead';

  class CustomRequestHandler implements RequestHandler {
    async validateRequest(_context: RequestContext, request: SignedLlmRequest) {
      if (request.payload.prompt.length > 10_000) throw new RequestRejected('Prompt too long');
      if (request.signer === stranger) throw new RequestRejected('Unauthorized client');
    }

    async beforeExecution(context: RequestContext, request: SignedLlmRequest) {
      context.set(startTime, performance.now());
      logged.push(request.payload.model);
    }

    async afterExecution(context: RequestContext, _request: SignedLlmRequest, response: ResponseDraft) {
      const startedMs = context.get(startTime) ?? Number.NaN;
      response.metadata.set('processing_time_ms', performance.now() - startedMs);
      processingTimes.push(response.metadata.get('processing_time_ms'));
    }
  }

  const executor = openMockExecutor();
  executor.setRequestHandler(new CustomRequestHandler());
  await executor.processRequest(createTestRequest());
  expect(logged).toEqual(['test-model']);
  expect(processingTimes).toEqual([expect.any(Number)]);

  const tooLong = executor.processRequest(createTestRequest({ prompt: 'x'.repeat(10_001) }));
  await expect(tooLong).rejects.toMatchObject({ code: 'HOOK_REJECTED', details: { reason: 'Prompt too long' } });
  expect(executor.getMetrics()).toMatchObject({ servedRequests: 1, outcomes: { accrued: 1, HOOK_REJECTED: 1 } });
});

/** Answers one request after the other, each when the test says so. */
function slowExecutor(maxConcurrentRequests: number) {
  const clock = createManualClock();
  const llm = new MockLlmClient({ clock }).withModels('test-model', 'other-model').withDelay(1000);
  const executor = openMockExecutor({ maxConcurrentRequests }, llm);
  return {
    executor,
    served: () => llm.requests.map(({ prompt }) => prompt),
    /** Sends a request and waits until it has its place. */
    async ask(prompt: string, options: { factor?: bigint; model?: string } = {}) {
      const { factor = 10n, model = 'test-model' } = options;
      const prices = { inboundPriceWei: 50_000_000_000_000n * factor, outboundPriceWei: 100_000_000_000_000n * factor };
      const before = placed(executor);
      const answer = executor.processRequest(createTestRequest({ prompt, model, ...prices }));
      await eventually(() => placed(executor) === before + 1);
      return { answer };
    },
    /** Ends the answers that are under way. */
    async answer() {
      const asked = llm.requests.length;
      clock.advance(1000);
      await eventually(() => placed(executor) === 0 || llm.requests.length > asked);
    },
  };
}

const placed = (executor: MockExecutor) => executor.queueSize() + executor.activeRequests();

test('Request Queue Management', async () => {
  const { executor, ask, answer, served } = slowExecutor(1);
  executor.setQueueConfig({
    maxQueueSize: 4,
    priorityStrategy: PriorityStrategy.priceWeighted({ priceWeight: 0.7, ageWeight: 0.3 }),
    timeoutMs: 60_000,
    priorityQueues: [
      ['high', 1],
      ['normal', 2],
      ['low', 1],
    ],
  });
  await executor.processRequest(createTestRequest({ model: 'unknown' })).catch(() => {});

  const first = await ask('first');
  const normal = await ask('normal');
  const high = await ask('high', { factor: 20n });
  await ask('also normal');
  const tooMany = executor.processRequest(createTestRequest({ prompt: 'too many' }));
  await expect(tooMany).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  for (let answers = 0; answers < 4; answers++) await answer();
  expect(served()).toEqual(['first', 'high', 'normal', 'also normal']);
  // Whoever takes the high lane pays for it: one and a half times what is asked, and never what was offered.
  expect((await high.answer).totalCostWei).toBe(2_250_000_000_000_000n);
  for (const { answer } of [first, normal]) expect((await answer).totalCostWei).toBe(1_500_000_000_000_000n);

  const wrong = () => executor.setQueueConfig({ maxQueueSize: 10, priorityQueues: [['high', 11]] });
  expect(wrong).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test('Batch Processing', async () => {
  const { executor, ask, answer, served } = slowExecutor(2);
  executor.setBatchConfig({
    enabled: true,
    maxBatchSize: 1,
    batchTimeoutMs: 100,
    strategy: BatchStrategy.adaptive({ minBatchSize: 1, targetLatencyMs: 1000, maxWaitMs: 500 }),
    groupBy: ['model', 'temperature'],
  });

  await ask('a 1');
  await ask('a 2');
  expect(executor.activeRequests()).toBe(1);
  await ask('b 1', { model: 'other-model' });
  expect(served()).toEqual(['a 1', 'b 1']);
  await answer();
  await answer();
  expect(served()).toEqual(['a 1', 'b 1', 'a 2']);

  // While it runs: larger batches, and requests for the model that is being served go first.
  executor.setBatchConfig({
    enabled: true,
    maxBatchSize: 8,
    batchTimeoutMs: 60_000,
    strategy: BatchStrategy.fixed(),
    groupBy: ['model'],
  });
  await ask('a 3');
  await ask('a 4');
  expect(executor.activeRequests()).toBe(2);
  await ask('b 2', { model: 'other-model' });
  await ask('a 5');
  await answer();
  await answer();
  expect(served().slice(3)).toEqual(['a 3', 'a 4', 'a 5', 'b 2']);

  const wrong = { maxBatchSize: 0, groupBy: ['weather' as never] };
  expect(() => executor.setBatchConfig(wrong)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
