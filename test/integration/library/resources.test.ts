import { expect, it, test } from 'vitest';
import {
  EvictionPolicy,
  Executor,
  type ExecutorConfig,
  GpuAllocationStrategy,
  MemoryStrategy,
  ThreadPriority,
} from '../../../core/index.ts';
import { GB } from '../../../core/inference/resources/index.ts';
import { ConfigurableExecutor, ExecutorSetup } from '../../../core/library/index.ts';
import { MockLlmClient } from '../../../core/testing/index.ts';

const engine: ExecutorConfig = { settings: { 'llm_client.backend': 'builtin' } };

class SetExecutor extends ConfigurableExecutor {}

/** An executor that is not started, and what it would be started with. */
function configured(config: ExecutorConfig = engine) {
  const setup = new ExecutorSetup(config);
  return { setup, executor: new SetExecutor(setup) };
}

const refusal = (reason: string) =>
  expect.objectContaining({
    code: 'RESOURCE_OPTION_REFUSED',
    details: expect.objectContaining({ reason: expect.stringContaining(reason) }),
  });

test('GPU Management', () => {
  const { setup, executor } = configured();
  const gpuConfig = {
    devices: [0, 1],
    allocationStrategy: GpuAllocationStrategy.modelAffinity([
      ['llama-2-70b', [0, 1]],
      ['llama-2-13b', [0]],
      ['llama-2-7b', [1]],
    ]),
    memoryLimitPerDeviceGb: 22,
  };
  executor.setGpuConfig(gpuConfig);
  expect(setup.settings.gpuAllocation).toEqual({
    strategy: 'affinity',
    devices: [0, 1],
    cudaVisibleDevices: null,
    memoryLimitPerDeviceBytes: 22 * GB,
    modelAffinity: [
      { model: 'llama-2-70b', devices: [0, 1] },
      { model: 'llama-2-13b', devices: [0] },
      { model: 'llama-2-7b', devices: [1] },
    ],
  });
  expect(() => executor.setGpuConfig({ ...gpuConfig, enableMemoryGrowth: true })).toThrow(refusal('it does not grow'));
  executor.setGpuConfig({ cudaVisibleDevices: '1' });
  expect(setup.settings.gpuAllocation).toMatchObject({ devices: [1], cudaVisibleDevices: '1' });
  executor.setGpuConfig({ allocationStrategy: GpuAllocationStrategy.roundRobin() });
  expect(setup.settings.gpuAllocation).toMatchObject({ strategy: 'round_robin', devices: [], modelAffinity: [] });
});

test('Memory Management', () => {
  const { setup, executor } = configured({});
  executor.setMemoryConfig({
    maxTotalMemoryGb: 32,
    maxModelCacheGb: 24,
    strategy: MemoryStrategy.adaptive({
      minFreeMemoryGb: 4,
      evictionPolicy: EvictionPolicy.leastRecentlyUsed,
      preloadModels: ['llama-2-13b-chat'],
    }),
    enableSwap: false,
    oomHandler: () => {},
  });
  expect(setup.settings.resources.budget).toMatchObject({
    maxMemoryBytes: 32 * GB,
    maxModelCacheBytes: 24 * GB,
    minFreeMemoryBytes: 4 * GB,
    evictionPolicy: 'least_recently_used',
    preloadModels: ['llama-2-13b-chat'],
    swapEnabled: false,
  });
  expect(() => executor.setMemoryConfig({ oomHandler: 5 as never })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});

test('CPU Management', () => {
  const { setup, executor } = configured();
  const cpuConfig = {
    maxThreads: 16,
    threadPools: [{ name: 'inference', size: 8, priority: ThreadPriority.high }] as const,
    niceLevel: 10,
  };
  executor.setCpuConfig(cpuConfig);
  expect(setup.settings.resources.cpu).toMatchObject({ maxThreads: 16, poolThreads: 8, niceLevel: 10 });
  const threadPools = [...cpuConfig.threadPools, { name: 'preprocessing', size: 4 } as const];
  expect(() => executor.setCpuConfig({ ...cpuConfig, threadPools })).toThrow(refusal('only the pool "inference"'));
});

it('takes the limits of the first configuration', () => {
  const { setup } = configured({ maxMemoryGb: 32, maxGpuMemoryGb: 24 });
  expect(setup.settings.resources.budget).toMatchObject({ maxMemoryBytes: 32 * GB, maxGpuMemoryBytes: 24 * GB });
});

it('refuses what LM Studio, and what a client of the program itself, decide alone', () => {
  expect(() => new Executor().setGpuConfig({ devices: [0] })).toThrow(refusal('LM Studio chooses by itself'));
  const executor = new Executor();
  executor.setLlmClient(new MockLlmClient());
  expect(() => executor.setMemoryConfig({ maxTotalMemoryGb: 4 })).toThrow(refusal('nothing is loaded or unloaded'));
});
