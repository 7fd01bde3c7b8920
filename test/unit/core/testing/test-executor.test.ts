import { existsSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { FilterAction } from '../../../../core/index.ts';
import { MockLlmClient, spawnTestExecutor } from '../../../../core/testing/index.ts';
import { expectCode } from '../../../utils/expect-code.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

it('answers over a real network, as it was configured', async () => {
  const test = await spawnTestExecutor({
    config: { baseInboundPriceWei: 1n, baseOutboundPriceWei: 2n },
    llmClient: new MockLlmClient().withModels('m').withTokenCount(10, 20).withResponse('From afar'),
    configure: (executor) =>
      executor.addRequestFilter(({ payload }) =>
        payload.prompt === 'no' ? FilterAction.reject('no') : FilterAction.accept,
      ),
  });
  onTestFinished(() => test.stop());
  expect(await test.testRequest('Hello', { model: 'm' })).toEqual({
    content: 'From afar',
    model: 'm',
    inboundTokens: 10,
    outboundTokens: 20,
    totalTokens: 30,
    totalCostWei: 50n,
  });
  await expectCode(test.testRequest('no', { model: 'm' }), 'NETWORK_REQUEST_FAILED');
  expect(test.getMetrics()).toMatchObject({ totalRequests: 2, outcomes: { accrued: 1, HOOK_REJECTED: 1 } });
});

it('leaves nothing behind', async () => {
  const test = await spawnTestExecutor();
  const { dataFolder } = await test.executor.status();
  expect(existsSync(dataFolder)).toBe(true);
  await test.stop();
  await test.stop();
  expect(existsSync(dataFolder)).toBe(false);
  await expectCode(test.healthStatus(), 'EXECUTOR_NOT_RUNNING');
});

it('leaves nothing running when its start fails', async () => {
  const first = await spawnTestExecutor();
  onTestFinished(() => first.stop());
  const { dataFolder } = await first.executor.status();
  await expectCode(spawnTestExecutor({ config: { dataFolder } }), 'EXECUTOR_ALREADY_RUNNING');
  expect((await first.healthStatus()).healthy).toBe(true);
  await expectCode(spawnTestExecutor({ config: { identityPath: tempFolder() } }), 'IDENTITY_UNREADABLE');
});
