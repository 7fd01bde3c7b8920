import type { GpuReading, HardwareSource } from '../../../interface.ts';
import type { SignalReading, SignalSource } from '../../interface.ts';
import { withinBand } from '../../rules/hysteresis.ts';
import { active, notAvailable, quiet } from '../readings.ts';

interface GpuMemoryModules {
  readonly hardware: HardwareSource;
  /** Most that others may hold, bytes; null for any. */
  readonly limitBytes: () => number | null;
}

/** Below this part of the limit others no longer count as holding too much. */
const RELEASE_PART = 0.8;

/** Video memory that programs hold which are neither this one nor a model program. */
export class GpuMemory implements SignalSource {
  readonly name = 'video memory of others';
  readonly signal = 'gpu-memory';
  readonly everyMs = 2000;
  readonly #modules: GpuMemoryModules;
  #isOn = false;

  constructor(modules: GpuMemoryModules) {
    this.#modules = modules;
  }

  async look(): Promise<SignalReading> {
    const limitBytes = this.#modules.limitBytes();
    const { gpus } = await this.#modules.hardware.refresh();
    const foreign = gpus.flatMap(foreignMemory);
    if (limitBytes === null || foreign.length === 0) {
      return notAvailable('Nothing here tells how much video memory each program holds.');
    }
    const most = foreign.reduce((one, other) => (other.bytes > one.bytes ? other : one));
    this.#isOn = withinBand(this.#isOn, most.bytes, { on: limitBytes, off: limitBytes * RELEASE_PART });
    const detail = `Other programs hold ${gigabytes(most.bytes)} of video memory.`;
    return this.#isOn ? active(most.largest, detail) : quiet(detail);
  }
}

/** What others hold of one GPU, where that is told. */
function foreignMemory({
  processes,
}: GpuReading): readonly { readonly bytes: number; readonly largest: string | null }[] {
  if (processes === null) return [];
  const others = processes.filter(({ owner }) => owner === 'other');
  if (others.length > 0 && others.every(({ memoryBytes }) => memoryBytes === null)) return [];
  const sorted = [...others].sort((one, other) => (other.memoryBytes ?? 0) - (one.memoryBytes ?? 0));
  const bytes = others.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  return [{ bytes, largest: sorted[0]?.name ?? null }];
}

/** Bytes for people. */
export const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
