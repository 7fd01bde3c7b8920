import { type PresenceSignal, presenceSignals } from '../interface.ts';

/** How long a signal must be there to count, and how long after its end serving waits. Milliseconds. */
export interface SignalTiming {
  readonly debounceMs: number;
  readonly graceMs: number;
}

/** Timing of every signal. */
export type RuleTiming = (signal: PresenceSignal) => SignalTiming;

/** A signal that asks for a pause at this moment. Those that are not named are quiet. */
export interface SeenSignal {
  readonly signal: PresenceSignal;
  readonly subject: string | null;
}

/** What is remembered of one signal. */
interface Mark {
  readonly active: boolean;
  /** When it became active, or quiet. */
  readonly sinceMs: number;
  /** When what it is or was about was seen first. */
  readonly firstSeenMs: number;
  readonly subject: string | null;
  /** It was active for long enough. */
  readonly confirmed: boolean;
  /** The owner said that it does not matter, until it has ended once. */
  readonly overridden: boolean;
  /** Its end has to be waited for before serving goes on. */
  readonly counted: boolean;
}

/** Why serving pauses, in the time of the rules. */
export interface RuleCause extends SeenSignal {
  readonly sinceMs: number;
}

/** What the rules say. */
export type Decision =
  /** `held`: a cause is there, and the owner said "serve anyway". */
  | { readonly kind: 'serve'; readonly held: RuleCause | null }
  /** `resumesAtMs` is null while the cause lasts. */
  | { readonly kind: 'pause'; readonly cause: RuleCause; readonly resumesAtMs: number | null };

/** Everything that the rules remember. Times are those of a clock that only grows. */
export interface RulesState {
  readonly marks: Readonly<Partial<Record<PresenceSignal, Mark>>>;
  readonly decision: Decision;
  /** When to look again although nothing changed; null for never. */
  readonly nextAtMs: number | null;
}

/** Nothing was seen. */
export const calmRules: RulesState = { marks: {}, decision: { kind: 'serve', held: null }, nextAtMs: null };

/**
 * What follows from what is seen now. Pure.
 *
 * A cause that holds for its debounce pauses; the most urgent one is named. Serving goes on when every signal has been
 * quiet for its grace: one that comes back meanwhile begins the wait anew.
 */
export function stepRules(
  before: RulesState,
  seen: readonly SeenSignal[],
  nowMs: number,
  timing: RuleTiming,
): RulesState {
  const paused = before.decision.kind === 'pause';
  const marks: Partial<Record<PresenceSignal, Mark>> = {};
  for (const signal of presenceSignals) {
    const mark = stepMark(
      before.marks[signal],
      seen.find((one) => one.signal === signal),
      { nowMs, paused, ...timing(signal) },
    );
    if (mark !== null) marks[signal] = mark;
  }
  return decide(before, marks, nowMs, timing);
}

/** The owner wants to serve although these causes are there; each counts again after it has ended once. Pure. */
export function overrideRules(before: RulesState, nowMs: number, timing: RuleTiming): RulesState {
  const marks = mapMarks(before, (mark) => ({ ...mark, overridden: mark.active, counted: false }));
  return decide({ ...before, decision: calmRules.decision }, marks, nowMs, timing);
}

/** The owner takes that back. Pure. */
export function followRules(before: RulesState, nowMs: number, timing: RuleTiming): RulesState {
  return decide(
    before,
    mapMarks(before, (mark) => ({ ...mark, overridden: false })),
    nowMs,
    timing,
  );
}

function stepMark(
  mark: Mark | undefined,
  seen: SeenSignal | undefined,
  { nowMs, paused, debounceMs, graceMs }: SignalTiming & { nowMs: number; paused: boolean },
): Mark | null {
  if (seen !== undefined) {
    const sinceMs = mark?.active ? mark.sinceMs : nowMs;
    const overridden = mark?.overridden ?? false;
    return {
      active: true,
      sinceMs,
      firstSeenMs: mark?.active && mark.subject === seen.subject ? mark.firstSeenMs : nowMs,
      subject: seen.subject,
      confirmed: nowMs - sinceMs >= debounceMs,
      overridden,
      counted: !overridden && (paused || (mark?.counted ?? false)),
    };
  }
  if (mark === undefined) return null;
  const sinceMs = mark.active ? nowMs : mark.sinceMs;
  const quietMs = nowMs - sinceMs;
  const overridden = mark.overridden && quietMs < debounceMs;
  if (!overridden && quietMs >= Math.max(debounceMs, graceMs)) return null;
  return { ...mark, active: false, sinceMs, confirmed: false, overridden };
}

function decide(before: RulesState, marks: RulesState['marks'], nowMs: number, timing: RuleTiming): RulesState {
  const present = presenceSignals.flatMap((signal) => {
    const mark = marks[signal];
    return mark === undefined ? [] : [{ signal, mark, ...timing(signal) }];
  });
  const causes = present.filter(({ mark }) => mark.confirmed && !mark.overridden);
  const top = causes[0];
  if (top !== undefined) {
    const counted = mapMarks({ ...before, marks }, (mark) => ({
      ...mark,
      counted: mark.counted || (mark.confirmed && !mark.overridden),
    }));
    return {
      marks: counted,
      decision: { kind: 'pause', cause: causeOf(top), resumesAtMs: null },
      nextAtMs: nextLook(present, nowMs),
    };
  }
  if (before.decision.kind === 'pause') {
    const waiting = present.filter(({ mark }) => mark.counted && !mark.overridden);
    const lasts = waiting.some(({ mark }) => mark.active);
    const resumesAtMs = lasts ? null : Math.max(0, ...waiting.map(({ mark, graceMs }) => mark.sinceMs + graceMs));
    if (resumesAtMs === null || resumesAtMs > nowMs) {
      const { cause } = before.decision;
      const nextAtMs = earliest([resumesAtMs, nextLook(present, nowMs)]);
      return { marks, decision: { kind: 'pause', cause, resumesAtMs }, nextAtMs };
    }
  }
  const calm = mapMarks({ ...before, marks }, (mark) => ({ ...mark, counted: false }));
  const held = present.find(({ mark }) => mark.overridden && mark.confirmed);
  return {
    marks: calm,
    decision: { kind: 'serve', held: held === undefined ? null : causeOf(held) },
    nextAtMs: nextLook(present, nowMs),
  };
}

type Present = SignalTiming & { readonly signal: PresenceSignal; readonly mark: Mark };

function causeOf({ signal, mark }: Present): RuleCause {
  return { signal, subject: mark.subject, sinceMs: mark.firstSeenMs };
}

/** When a signal will have been there for long enough, or an override will have ended. */
function nextLook(present: readonly Present[], nowMs: number): number | null {
  return earliest(
    present.map(({ mark, debounceMs }) => {
      const waits = mark.active ? !mark.confirmed : mark.overridden;
      return waits && mark.sinceMs + debounceMs > nowMs ? mark.sinceMs + debounceMs : null;
    }),
  );
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function mapMarks({ marks }: RulesState, change: (mark: Mark) => Mark): RulesState['marks'] {
  return Object.fromEntries(Object.entries(marks).map(([signal, mark]) => [signal, change(mark)]));
}
