import type { ErrorObject } from '../../core/foundation/errors/index.ts';

/** Something that comes from the executor: not asked yet, known, or failed; a known value stays while it refreshes. */
export interface Loadable<Value> {
  readonly value: Value | null;
  readonly error: ErrorObject | null;
  /** Wall time of the value; null while there is none. */
  readonly receivedAtMs: number | null;
}

/** Nothing known yet. */
export const unknown = { value: null, error: null, receivedAtMs: null } as const;

/** A value that has just arrived. */
export const known = <Value>(value: Value, receivedAtMs: number): Loadable<Value> => ({
  value,
  error: null,
  receivedAtMs,
});

/** The last known value with the reason why there is no newer one. */
export const failed = <Value>(before: Loadable<Value>, error: ErrorObject): Loadable<Value> => ({ ...before, error });
