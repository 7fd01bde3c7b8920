import type { FailureReason } from '../protocol.ts';

/** A failure whose reason is known; its figures are for the operator. */
export class EngineFailure extends Error {
  readonly reason: FailureReason;
  readonly figures: Readonly<Record<string, number>> | undefined;

  constructor(reason: FailureReason, figures?: Readonly<Record<string, number>>) {
    super(reason);
    this.reason = reason;
    this.figures = figures;
  }
}

/** The failure behind whatever was thrown; words of libraries and files stay here. */
export function failureOf(thrown: unknown, otherwise: FailureReason): EngineFailure {
  if (thrown instanceof EngineFailure) return thrown;
  const name = thrown instanceof Error ? thrown.constructor.name : '';
  if (name === 'InsufficientMemoryError') return new EngineFailure('no-memory');
  if (name === 'NoBinaryFoundError') return new EngineFailure('no-engine');
  const message = thrown instanceof Error ? thrown.message : '';
  if (/out of memory|failed to allocate|insufficient memory|too large for the available/i.test(message))
    return new EngineFailure('no-memory');
  return new EngineFailure(otherwise);
}
