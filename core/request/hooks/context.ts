import type { ContextKey, RequestContext, RequestFacts } from './interface.ts';

/**
 * Makes a key for a value that goes with a request from hook to hook. Two keys are never the same, even of equal names.
 *
 * @example
 * const startTime = contextKey<number>('start_time');
 * context.set(startTime, performance.now());
 */
export function contextKey<Value>(name: string): ContextKey<Value> {
  return Object.freeze({ name });
}

/** Builds the context of one request. */
export function createContext(facts: RequestFacts, signal: AbortSignal): RequestContext {
  const values = new Map<object, unknown>();
  return Object.freeze({
    ...facts,
    signal,
    get: <Value>(key: ContextKey<Value>) => values.get(key) as Value | undefined,
    set: <Value>(key: ContextKey<Value>, value: Value) => void values.set(key, value),
  });
}
