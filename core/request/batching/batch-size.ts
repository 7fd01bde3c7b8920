import type { BatchingSettings } from './config.ts';
import type { Batch } from './group.ts';

/** Room below the target in which the size stays, so that it does not swing. */
const GROW_BELOW = 0.9;

/**
 * Fits the size of a batch to the target after every round of as many answers: smaller in proportion when they took too
 * long, one larger when they were quick and every place was used.
 */
export function adaptSize(batch: Batch, durationMs: number, settings: BatchingSettings): void {
  const { strategy, minBatchSize, maxBatchSize, targetLatencyMs } = settings;
  if (strategy !== 'adaptive') return;
  batch.answers += 1;
  batch.sumMs += durationMs;
  if (batch.answers < batch.size) return;
  const meanMs = batch.sumMs / batch.answers;
  if (meanMs > targetLatencyMs) {
    const fitting = Math.floor((batch.size * targetLatencyMs) / meanMs);
    batch.size = Math.max(minBatchSize, Math.min(batch.size - 1, fitting));
  } else if (batch.wasFull && meanMs < GROW_BELOW * targetLatencyMs) {
    batch.size = Math.min(maxBatchSize, batch.size + 1);
  }
  batch.answers = 0;
  batch.sumMs = 0;
  batch.wasFull = batch.running >= batch.size;
}
