import type { Gpu } from '../../../core/control/schemas/hardware.ts';
import type { Model } from '../../../core/control/schemas/models.ts';
import type { Presence } from '../../../core/control/schemas/presence.ts';
import { shortModel } from '../../format/ids.ts';
import { colourOf } from './charts.ts';

/** One part of the memory of a GPU. */
export interface MemoryPart {
  readonly id: string;
  readonly label: string;
  readonly bytes: number;
  /**
   * `model`: in its colour; `serving`: of our programs, not told apart; `overhead`: what they hold beside their models;
   * `game`: what the owner plays; `loading`: still to come.
   */
  readonly kind: 'model' | 'serving' | 'overhead' | 'game' | 'other' | 'loading' | 'free';
  /** 1 to 6 for a model. */
  readonly colour: number | null;
}

/** Below this a part has no name of its own. */
const smallestNamedBytes = 100_000_000;

interface MemoryFacts {
  readonly gpu: Gpu;
  /** Models in memory; told apart only when there is one GPU that they can be on. */
  readonly models: readonly Model[];
  readonly order: readonly string[];
  readonly presence: Presence | null;
}

/** Who holds the memory of a GPU, largest concern first; empty when the driver does not tell. */
export function memoryParts(facts: MemoryFacts): readonly MemoryPart[] {
  const { gpu } = facts;
  const { memoryTotalBytes: total, memoryUsedBytes: used } = gpu;
  if (total === null || used === null || total === 0) return [];
  const processes = gpu.processes ?? [];
  const ours = sum(processes.filter(({ owner }) => owner !== 'other').map(({ memoryBytes }) => memoryBytes ?? 0));
  const game = gameOf(facts);
  const gameBytes = game?.memoryBytes ?? 0;
  const serving = servingParts(facts, Math.min(ours, used));
  const others = Math.max(0, used - sum(serving.map(({ bytes }) => bytes)) - gameBytes);
  const toCome = Math.min(loadingBytes(facts.models), total - used);
  return [
    ...serving,
    ...(game ? [part('game', game.name, gameBytes, 'game')] : []),
    ...(others > 0 ? [part('other', 'you and desktop', others, 'other')] : []),
    ...(toCome > 0 ? [part('loading', 'still loading', toCome, 'loading')] : []),
    part('free', 'free', total - used - toCome, 'free'),
  ].filter(({ bytes }) => bytes > 0);
}

function servingParts({ models, order }: MemoryFacts, oursBytes: number): readonly MemoryPart[] {
  const held = models.filter((model) => (model.gpuMemoryBytes ?? 0) >= smallestNamedBytes);
  const known = sum(held.map((model) => model.gpuMemoryBytes ?? 0));
  // Models say what they hold, the driver what their program holds; where it holds less, models are on other GPUs.
  if (held.length === 0 || known > oursBytes * 1.05 + smallestNamedBytes)
    return oursBytes > 0 ? [part('serving', 'models', oursBytes, 'serving')] : [];
  const parts = held.map((model) => ({
    ...part(`model ${model.id}`, shortModel(model.id), model.gpuMemoryBytes ?? 0, 'model'),
    colour: colourOf(model.id, order),
  }));
  const rest = oursBytes - known;
  return rest >= smallestNamedBytes ? [...parts, part('overhead', 'model programs', rest, 'overhead')] : parts;
}

/** What the owner plays: the largest program that is not ours, while something of the owner's is the cause of a pause. */
function gameOf({ gpu, presence }: MemoryFacts) {
  const cause = presence?.cause?.signal;
  if (cause !== 'game' && cause !== 'full-screen' && cause !== 'gpu-memory') return null;
  const others = (gpu.processes ?? []).filter(({ owner, memoryBytes }) => owner === 'other' && memoryBytes !== null);
  const largest = others.reduce<(typeof others)[number] | null>(
    (best, one) => ((one.memoryBytes ?? 0) > (best?.memoryBytes ?? 0) ? one : best),
    null,
  );
  return largest && { ...largest, name: presence?.cause?.subject ?? largest.name };
}

/** What models that load now will still take. */
const loadingBytes = (models: readonly Model[]): number =>
  Math.round(
    sum(
      models
        .filter(({ state }) => state === 'loading')
        .map(({ needsBytes, loadProgress }) => (needsBytes ?? 0) * (1 - (loadProgress ?? 0))),
    ),
  );

const part = (id: string, label: string, bytes: number, kind: MemoryPart['kind']): MemoryPart => ({
  id,
  label,
  bytes,
  kind,
  colour: null,
});

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
