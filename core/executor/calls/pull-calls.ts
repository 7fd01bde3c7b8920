import type { CatalogueModel, ControlHandlers, Pull } from '../../control/index.ts';
import { needsBytes, type Pulls, type PullView } from '../../inference/catalogue/index.ts';
import type { HardwareReading, HardwareSource } from '../../inference/resources/index.ts';
import { problemOf } from '../state.ts';

type Calls = Pick<ControlHandlers, 'models.catalogue' | 'models.pulls' | 'models.pull' | 'models.cancelPull'>;

interface PullCallModules {
  readonly pulls: Pulls;
  /** How the computer is. */
  readonly hardware: Pick<HardwareSource, 'latest' | 'refresh'>;
}

/** The calls about models of the catalogue. */
export function pullCalls({ pulls, hardware }: PullCallModules): Calls {
  const list = () => pulls.list().map(pullView);
  return {
    'models.catalogue': async () => catalogueView(pulls, memoryFor(hardware.latest() ?? (await hardware.refresh()))),
    'models.pulls': async () => list(),
    'models.pull': async ({ id }) => {
      pulls.pull(id);
      return list();
    },
    'models.cancelPull': async ({ id }) => {
      pulls.cancel(id);
      return list();
    },
  };
}

/** Memory that one model can have, bytes: that of the largest GPU, or of the computer. */
function memoryFor({ gpus, memory }: HardwareReading): number {
  return Math.max(memory.totalBytes, ...gpus.map((gpu) => gpu.memoryTotalBytes ?? 0));
}

/** The catalogue as the contract shows it. */
async function catalogueView(pulls: Pulls, memoryBytes: number): Promise<CatalogueModel[]> {
  const installed = await pulls.installed();
  return pulls.catalogue.map((entry) => ({
    id: entry.id,
    title: entry.title,
    licence: entry.licence,
    sizeBytes: entry.sizeBytes,
    needsBytes: needsBytes(entry),
    fits: needsBytes(entry) <= memoryBytes,
    installed: installed.has(entry.id),
  }));
}

/** A download as the contract shows it. */
export function pullView({ problem, ...view }: PullView): Pull {
  return { ...view, problem: problem && problemOf(problem.code, problem.details) };
}
