import { type ErrorObject, toExecutorError } from '../../core/foundation/errors/index.ts';

export interface FeedOptions<Value> {
  /** Asks for the value as it is now. */
  readonly ask: () => Promise<Value>;
  readonly apply: (value: Value) => void;
  readonly fail: (error: ErrorObject) => void;
  /** True when `next` is not older than `now`. Without it an event during the question makes it be asked again. */
  readonly isNewer?: (next: Value, now: Value) => boolean;
}

/** One value that is asked once and then told by events. */
export interface Feed<Value> {
  /** Asks, and applies the newest of the answer and the events that came meanwhile. */
  load(): Promise<void>;
  /** Takes an event. */
  push(value: Value): void;
  /** Forgets what was known; answers to older questions are dropped. */
  reset(): void;
}

/** Questions in a row while events keep coming; after that the last event counts. */
const maxQuestions = 3;

/** Orders a snapshot and events: nothing older ever replaces something newer. */
export function createFeed<Value>({ ask, apply, fail, isNewer }: FeedOptions<Value>): Feed<Value> {
  let generation = 0;
  let loading = false;
  let told: { value: Value } | null = null;
  let current: { value: Value } | null = null;

  const accept = (value: Value): void => {
    if (current && isNewer && !isNewer(value, current.value)) return;
    current = { value };
    apply(value);
  };

  return {
    async load() {
      generation += 1;
      const mine = generation;
      loading = true;
      told = null;
      try {
        for (let question = 1; ; question += 1) {
          const snapshot = await ask();
          if (mine !== generation) return;
          const meanwhile = told as { value: Value } | null;
          if (meanwhile === null || isNewer) {
            accept(snapshot);
            if (meanwhile) accept(meanwhile.value);
            return;
          }
          // The answer may be older or newer than the event; only a question without an event in between tells.
          if (question === maxQuestions) return accept(meanwhile.value);
          told = null;
        }
      } catch (error) {
        if (mine === generation) fail(toExecutorError(error).toObject());
      } finally {
        if (mine === generation) loading = false;
      }
    },
    push(value) {
      if (loading) told = { value };
      else accept(value);
    },
    reset() {
      generation += 1;
      loading = false;
      told = null;
      current = null;
    },
  };
}
