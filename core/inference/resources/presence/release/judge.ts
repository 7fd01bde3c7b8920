import type { GpuReading, HardwareReading } from '../../interface.ts';

/** What the probes say of the memory that was to become free. */
export type Verdict =
  | { readonly kind: 'freed'; readonly freedBytes: number; readonly leftBytes: number }
  | {
      readonly kind: 'held';
      readonly freedBytes: number;
      readonly heldBytes: number;
      /** Names of programs; none where only the sum is known. */
      readonly heldBy: readonly string[];
    }
  /** The probe that told before does not tell now. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'not-measurable' };

/** What was let go. */
export interface Expected {
  readonly models: number;
  /** Null when the programs do not tell. */
  readonly bytes: number | null;
}

/** What a model program keeps without a model: its connection to the driver. */
const CONTEXT_BYTES = 600e6;
/** Less than this comes and goes by itself. */
const NOISE_BYTES = 256e6;

/**
 * Whether the memory of the models is free. Where the driver tells what each program holds, by what the model programs
 * hold; elsewhere by how much less is in use than before. Pure.
 *
 * @param expected - What was let go: how many models, and what they held by the word of their programs.
 */
export function judgeRelease(before: HardwareReading | null, now: HardwareReading, expected: Expected): Verdict {
  if (before === null) return { kind: 'not-measurable' };
  const heldBefore = heldByModels(before.gpus);
  if (heldBefore === null || heldBefore.bytes === 0) return judgeSum(before, now, expected, heldBefore !== null);
  const heldNow = heldByModels(now.gpus);
  // A probe that fails proves nothing.
  if (heldNow === null) return { kind: 'unseen' };
  const freedBytes = Math.max(0, heldBefore.bytes - heldNow.bytes);
  if (heldNow.bytes <= Math.min(CONTEXT_BYTES, heldBefore.bytes / 2)) {
    return { kind: 'freed', freedBytes, leftBytes: heldNow.bytes };
  }
  return { kind: 'held', freedBytes, heldBytes: heldNow.bytes, heldBy: heldNow.names };
}

/** @param isTold - The driver tells what each program holds, and no model program held anything by its word. */
function judgeSum(
  before: HardwareReading,
  now: HardwareReading,
  { models, bytes }: Expected,
  isTold: boolean,
): Verdict {
  const [usedBefore, usedNow] = [usedBytes(before.gpus), usedBytes(now.gpus)];
  if (usedBefore === null) return { kind: 'not-measurable' };
  if (usedNow === null) return { kind: 'unseen' };
  if (models === 0) return { kind: 'freed', freedBytes: 0, leftBytes: 0 };
  const freedBytes = Math.max(0, usedBefore - usedNow);
  const enough = bytes === null ? NOISE_BYTES : Math.max(bytes * 0.9 - NOISE_BYTES, bytes / 2);
  if (freedBytes >= enough) return { kind: 'freed', freedBytes, leftBytes: usedNow };
  // The models may be in main memory, so nobody can be blamed.
  if (isTold && bytes === null) return { kind: 'not-measurable' };
  const heldBytes = bytes === null ? usedNow : Math.min(usedNow, bytes - freedBytes);
  return { kind: 'held', freedBytes, heldBytes, heldBy: [] };
}

/** What model programs and this one hold; null where no driver tells it of each program. */
function heldByModels(
  gpus: readonly GpuReading[],
): { readonly bytes: number; readonly names: readonly string[] } | null {
  const told = gpus.flatMap(({ processes }) => (processes === null ? [] : [processes]));
  const processes = told.flat();
  if (told.length === 0 || (processes.length > 0 && processes.every(({ memoryBytes }) => memoryBytes === null)))
    return null;
  const models = processes.filter(({ owner, memoryBytes }) => owner !== 'other' && (memoryBytes ?? 0) > 0);
  const sorted = [...models].sort((one, other) => (other.memoryBytes ?? 0) - (one.memoryBytes ?? 0));
  return {
    bytes: models.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0),
    names: [...new Set(sorted.map(({ name }) => name))].slice(0, 5),
  };
}

function usedBytes(gpus: readonly GpuReading[]): number | null {
  const used = gpus.flatMap(({ memoryUsedBytes }) => memoryUsedBytes ?? []);
  return used.length === 0 ? null : used.reduce((sum, one) => sum + one, 0);
}
