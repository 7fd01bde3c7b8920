import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { launchRigExecutor, startExecutorRig } from '../../utils/executor-rig.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

test('asks no less than what the electricity of a model costs, once that was measured', async () => {
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'));
  nvidia.setGpus([{ powerWatts: 300 }]);
  const rig = await startExecutorRig(
    { answer: () => 'word '.repeat(200), latencyMs: 150, slots: 8 },
    {
      env: {
        PATH: nvidia.folder,
        LLOOM_EXECUTOR__PRICING__BASE_INBOUND_PRICE: '0',
        LLOOM_EXECUTOR__PRICING__BASE_OUTBOUND_PRICE: '0',
        LLOOM_EXECUTOR__PRICING__ELECTRICITY_ETH_PER_KWH: '0.9',
      },
    },
  );
  await rig.state('serving');
  const price = async () => {
    const models = await rig.call('models.list', {});
    return BigInt(models.find(({ id }) => id === 'qwen3-4b')?.outboundPriceWei ?? -1);
  };
  expect(await price()).toBe(0n);
  await rig.call('hardware.get', {});
  const { cells } = await rig.call('benchmark.run', { id: 'qwen3-4b' });
  const alone = cells.find(({ concurrency }) => concurrency === 1);
  expect(alone?.energyJoules).toBeGreaterThan(10);
  const raised = await price();
  expect(raised).toBeGreaterThan(0n);
  // Never more than if all energy had gone into the answer: joules / 2 requests / tokens × wei per joule.
  const most = ((alone?.energyJoules ?? 0) / 2 / (alone?.outboundTokens ?? 1)) * (0.9e18 / 3_600_000);
  expect(Number(raised)).toBeLessThanOrEqual(most * 1.001);
  await rig.launched.stop('now');
  const again = await launchRigExecutor(
    rig.dataFolder,
    {},
    {
      LLOOM_EXECUTOR__PRICING__BASE_OUTBOUND_PRICE: '0',
      LLOOM_EXECUTOR__PRICING__ELECTRICITY_ETH_PER_KWH: '0.9',
    },
  );
  const { signal } = new AbortController();
  await expect
    .poll(async () => {
      const models = await again.executor.handlers['models.list']({}, { signal });
      return models.find(({ id }) => id === 'qwen3-4b')?.outboundPriceWei;
    })
    .toBe(raised.toString());
});
