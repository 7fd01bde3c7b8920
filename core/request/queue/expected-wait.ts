import type { Entry } from './entry.ts';

interface WaitFacts {
  readonly entry: Entry;
  /** Expected time in slots of those that go before it, milliseconds. */
  readonly ahead: { readonly workMs: number };
  /** Slots of the backend. */
  readonly slots: number;
  /** Slots that requests like this one may use at once. */
  readonly width: number;
  /** Until the limit of model tokens per second of its model lets a request go, milliseconds. */
  readonly restMs: number;
  /** Expected time in slots of what runs, milliseconds. */
  readonly runningWorkMs: number;
  /** False before the first answer, where nobody says how fast the models are. */
  readonly measured: boolean;
}

/**
 * How long a request will wait, from how long requests for each model occupy a slot on average or are said to: the work
 * before it, shared by the slots; at least the work of its own kind before it, shared by the slots that its kind may use;
 * and at least until its model may go on. Requests for a model of which neither is known count as nothing, so that the
 * estimate is rather too short than too long, and nobody is refused for it.
 *
 * @returns Milliseconds; null while nothing was measured.
 */
export function expectedWaitMs(facts: WaitFacts): number | null {
  const { entry, ahead, slots, width, restMs, runningWorkMs, measured } = facts;
  if (!measured) return null;
  // The slots end one after the other; with n of them the first is expected after a part in n + 1 of an average request.
  const firstFreeMs = runningWorkMs / slots / (slots + 1);
  const groupWorkMs = entry.line?.groupWorkBefore(entry) ?? 0;
  return Math.max(firstFreeMs + ahead.workMs / slots, groupWorkMs / Math.max(1, width), restMs);
}
