import { onTestFinished } from 'vitest';
import { silentLogger } from '../../core/foundation/logger.ts';
import type { LoadPlan } from '../../core/inference/models/loads/interface.ts';
import {
  type AllocationSettings,
  anyDevice,
  type BudgetSettings,
  GB,
  ResourceManager,
  type ResourceSettings,
  unlimitedBudget,
} from '../../core/inference/resources/index.ts';
import type { ResourceLease } from '../../core/request/index.ts';
import { FakeComputer, fakeGpu } from '../fakes/fake-computer.ts';
import { FakeLoads, type FakeModel } from '../fakes/fake-loads.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** A model of the rig: how large it really is, and what is known of it. */
export interface RigModel extends FakeModel {
  /** What it takes when it is loaded. */
  readonly gb: number;
  /** False: nobody knows its size before. @defaultValue true */
  readonly isKnown?: boolean;
  /** @defaultValue true */
  readonly placeable?: boolean;
}

export interface ResourceRigOptions {
  readonly models: Readonly<Record<string, RigModel>>;
  /** Memory of each GPU, GB; null for one that does not tell. @defaultValue one of 16 GB */
  readonly gpus?: readonly (number | null)[];
  /** @defaultValue 32 */
  readonly memoryGb?: number;
  readonly budget?: Partial<BudgetSettings>;
  readonly allocation?: Partial<AllocationSettings>;
}

export interface ResourceRig {
  readonly clock: ManualClock;
  readonly loads: FakeLoads;
  readonly computer: FakeComputer;
  readonly manager: ResourceManager;
  readonly settings: ResourceSettings;
  acquire(model: string, signal?: AbortSignal): Promise<ResourceLease>;
  /** Lets everything happen that can without time passing. */
  settle(): Promise<void>;
  /** Lets time pass in small steps. */
  pass(ms: number): Promise<void>;
}

/** A manager over a fake computer whose memory the fake loads fill. Ends with the test. */
export async function startResourceRig(options: ResourceRigOptions): Promise<ResourceRig> {
  const { models, gpus = [16], memoryGb = 32 } = options;
  const clock = createManualClock();
  const memory = { totalBytes: memoryGb * GB, availableBytes: memoryGb * GB, swapUsedBytes: 0 };
  const computer = new FakeComputer(
    gpus.map((gb, index) => fakeGpu(index, gb === null ? null : gb * GB)),
    memory,
  );
  const loads = new FakeLoads(clock, models);
  const taken = new Map<string, readonly (number | null)[]>();
  loads.onMemory = (id, isIn, plan) => {
    const where = isIn ? devicesOf(plan, computer) : (taken.get(id) ?? []);
    taken.set(id, where);
    const bytes = ((models[id]?.gb ?? 0) * GB) / where.length;
    for (const device of where) computer.take(device, isIn ? bytes : -bytes);
  };
  for (const [id, { state }] of Object.entries(models)) if (state === 'loaded') loads.onMemory(id, true, null);
  const settings: ResourceSettings = {
    budget: { ...unlimitedBudget, ...options.budget },
    allocation: { ...anyDevice, ...options.allocation },
  };
  const nothing = { sizeBytes: null, gpuMemoryBytes: null, contextLength: null };
  const manager = new ResourceManager(
    {
      clock,
      logger: silentLogger,
      loads,
      hardware: computer,
      models: {
        facts: (id) => {
          const model = models[id];
          if (model === undefined) return null;
          return { id, ...nothing, configuredBytes: model.isKnown === false ? null : model.gb * GB };
        },
        shape: () => ({ contextLength: null, parallel: null }),
        isPlaceable: (id) => models[id]?.placeable !== false,
        threads: () => null,
      },
    },
    settings,
  );
  await manager.start();
  onTestFinished(() => manager.stop());
  const settle = async () => {
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  };
  return {
    clock,
    loads,
    computer,
    manager,
    settings,
    settle,
    acquire: (model, signal = new AbortController().signal) =>
      manager.acquire({ requestId: 'r', model, inboundTokensEstimate: 1, maxOutboundTokens: 1 }, signal),
    async pass(ms) {
      for (let passed = 0; passed < ms; passed += 50) {
        clock.advance(Math.min(50, ms - passed));
        await settle();
      }
    },
  };
}

/** GPUs that a program puts a model on: those that it is told, or the first one; null for main memory. */
function devicesOf(plan: LoadPlan | null, { reading }: FakeComputer): readonly (number | null)[] {
  const told = plan?.placement?.gpuDevices ?? null;
  if (told !== null) return told.length > 0 ? told : [null];
  return [reading.gpus.find(({ memoryTotalBytes }) => memoryTotalBytes !== null)?.index ?? null];
}
