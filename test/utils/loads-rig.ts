import { silentLogger } from '../../core/foundation/logger.ts';
import type { ModelInfo } from '../../core/inference/backends/index.ts';
import { anyPlan, BackendLoads, type LoadPlan } from '../../core/inference/models/index.ts';
import { ModelProgram } from '../fakes/model-program.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** Loads over a model program whose commands the test ends by hand. */
export interface LoadsRig {
  readonly clock: ManualClock;
  readonly program: ModelProgram;
  readonly loads: BackendLoads;
  /** Looks that were asked for by the loads; each is answered at once. */
  looks: number;
  /** Lets the loads hear what the program has now. */
  look(): void;
  /** Lets everything that waits for nothing go on. */
  settle(): Promise<void>;
}

export function createLoadsRig(
  models: Readonly<Record<string, ModelInfo['state']>>,
  { plan = anyPlan, steerable = true }: { plan?: LoadPlan; steerable?: boolean } = {},
): LoadsRig {
  const clock = createManualClock();
  const program = new ModelProgram(models);
  const known = new Set(Object.keys(models));
  const loads = new BackendLoads({
    clock,
    logger: silentLogger,
    backendOf: (id) => (known.has(id) ? 'fake' : null),
    controlOf: () => (steerable ? program : null),
    planOf: () => plan,
    async look() {
      rig.looks += 1;
      rig.look();
    },
  });
  const rig: LoadsRig = {
    clock,
    program,
    loads,
    looks: 0,
    look: () => loads.observe({ backend: 'fake', askedAtMs: clock.monotonicMs(), models: program.list() }),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
  rig.look();
  return rig;
}
