import type { Model } from '../../control/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { formatDuration, plainText, unknown } from './format.ts';

/** A large model comes from a slow disk, after running requests. */
export const modelTimeoutMs = 1_800_000;

/** @throws `MODEL_NOT_FOUND` for what cannot be a name */
export function requireModel(id: string): void {
  if (id === '' || id.length > 512) throw new ExecutorError('MODEL_NOT_FOUND');
}

/** Where a model is in memory, with its progress or why it failed. */
export function describeLoad({ state, loadProgress, loadProblem }: Model): string {
  if (state === 'loading' && loadProgress !== null) return `loading ${Math.floor(loadProgress * 100)}%`;
  if (state === 'unloaded') return 'not loaded';
  return state === 'failed' && loadProblem !== null ? `failed: ${loadProblem.message}` : state;
}

/** How fast it is, and who says so. */
export function describePerformance({ performance }: Model): string {
  if (performance === null) return unknown;
  const { tokensPerSecond, timeToFirstTokenMs, source } = performance;
  const parts = [
    ...(tokensPerSecond === null ? [] : [`${tokensPerSecond.toFixed(1)} tokens/s`]),
    ...(timeToFirstTokenMs === null ? [] : [`first after ${formatDuration(timeToFirstTokenMs)}`]),
  ];
  return parts.length === 0 ? unknown : `${parts.join(', ')} (${source})`;
}

/** What came of switching a model on: it may have other reasons not to be served. */
export function describeOffer(id: string, models: readonly Model[]): string {
  const model = models.find((one) => one.id === id);
  const reason = model === undefined || model.served ? null : model.notServedBecause;
  return reason === null
    ? `${plainText(id)} is offered.`
    : `${plainText(id)} is switched on, and not served yet: ${reason}`;
}
