import { array, assert, boolean, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presenceSignals } from '../../../../../../core/inference/resources/presence/interface.ts';
import { withinBand } from '../../../../../../core/inference/resources/presence/rules/hysteresis.ts';
import {
  calmRules,
  followRules,
  overrideRules,
  type RulesState,
  type RuleTiming,
  type SeenSignal,
  stepRules,
} from '../../../../../../core/inference/resources/presence/rules/rules.ts';

const DEBOUNCE_MS = 250;
const GRACE_MS = 5000;
const timing: RuleTiming = (signal) =>
  signal === 'schedule' ? { debounceMs: 0, graceMs: 0 } : { debounceMs: DEBOUNCE_MS, graceMs: GRACE_MS };

/** Lets time pass over the rules as the executor does: a step whenever something changes, and when they ask for one. */
class Run {
  state: RulesState = calmRules;
  nowMs = 0;
  /** Every change between serving and pausing, with its time. */
  readonly changes: { readonly atMs: number; readonly kind: 'serve' | 'pause' }[] = [];
  #seen: readonly SeenSignal[] = [];

  see(...seen: readonly (SeenSignal | SeenSignal['signal'])[]): void {
    this.#seen = seen.map((one) => (typeof one === 'string' ? { signal: one, subject: null } : one));
    this.#take(stepRules(this.state, this.#seen, this.nowMs, timing));
  }

  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.state.nextAtMs !== null && this.state.nextAtMs <= endMs) {
      const { nextAtMs } = this.state;
      expect(nextAtMs).toBeGreaterThan(this.nowMs);
      this.nowMs = nextAtMs;
      this.#take(stepRules(this.state, this.#seen, this.nowMs, timing));
    }
    this.nowMs = endMs;
  }

  override(): void {
    this.#take(overrideRules(this.state, this.nowMs, timing));
  }

  follow(): void {
    this.#take(followRules(this.state, this.nowMs, timing));
  }

  get isPaused(): boolean {
    return this.state.decision.kind === 'pause';
  }

  #take(state: RulesState): void {
    if (state.decision.kind !== this.state.decision.kind)
      this.changes.push({ atMs: this.nowMs, kind: state.decision.kind });
    this.state = state;
  }
}

describe('the rules', () => {
  it('pause when a game was there for its debounce, and not for less', () => {
    const run = new Run();
    run.see({ signal: 'game', subject: 'Elden Ring' });
    run.pass(DEBOUNCE_MS - 1);
    expect(run.isPaused).toBe(false);
    run.pass(1);
    expect(run.state.decision).toEqual({
      kind: 'pause',
      cause: { signal: 'game', subject: 'Elden Ring', sinceMs: 0 },
      resumesAtMs: null,
    });
  });

  it('serve again after the grace, and say when that will be', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.see();
    expect(run.state.decision).toMatchObject({ kind: 'pause', resumesAtMs: 1000 + GRACE_MS });
    run.pass(GRACE_MS - 1);
    expect(run.isPaused).toBe(true);
    run.pass(1);
    expect(run.isPaused).toBe(false);
  });

  it('begin the grace anew when a game starts again in it', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.see();
    run.pass(GRACE_MS - 10);
    run.see('game');
    run.pass(50);
    run.see();
    run.pass(GRACE_MS - 1);
    expect(run.isPaused).toBe(true);
    run.pass(1);
    expect(run.isPaused).toBe(false);
  });

  it('name the most urgent cause', () => {
    const run = new Run();
    run.see('schedule');
    expect(run.state.decision).toMatchObject({ kind: 'pause', cause: { signal: 'schedule' } });
    run.see('schedule', 'gpu-load', 'game');
    run.pass(DEBOUNCE_MS);
    expect(run.state.decision).toMatchObject({ cause: { signal: 'game' } });
    run.see('schedule');
    expect(run.state.decision).toMatchObject({ cause: { signal: 'schedule' } });
  });

  it('keep the signal and forget the time of another subject', () => {
    const run = new Run();
    run.see({ signal: 'game', subject: 'one' });
    run.pass(1000);
    run.see({ signal: 'game', subject: 'two' });
    expect(run.state.decision).toMatchObject({ kind: 'pause', cause: { subject: 'two', sinceMs: 1000 } });
    expect(run.changes).toHaveLength(1);
  });

  it('serve although a cause is there when the owner says so, until it has ended once', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.override();
    expect(run.state.decision).toMatchObject({ kind: 'serve', held: { signal: 'game' } });
    run.pass(100_000);
    expect(run.isPaused).toBe(false);
    run.see();
    run.pass(DEBOUNCE_MS - 1);
    run.see('game');
    run.pass(10_000);
    // It was away for less than counts, so it did not end.
    expect(run.isPaused).toBe(false);
    run.see();
    run.pass(DEBOUNCE_MS);
    run.see('game');
    run.pass(DEBOUNCE_MS);
    expect(run.isPaused).toBe(true);
  });

  it('pause for another cause while one is overridden', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.override();
    run.see('game', 'battery');
    run.pass(DEBOUNCE_MS);
    expect(run.state.decision).toMatchObject({ kind: 'pause', cause: { signal: 'battery' } });
  });

  it('end the grace when the owner says so', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.see();
    run.override();
    expect(run.state.decision).toEqual({ kind: 'serve', held: null });
  });

  it('pause again at once when the owner takes that back', () => {
    const run = new Run();
    run.see('game');
    run.pass(1000);
    run.override();
    run.follow();
    expect(run.isPaused).toBe(true);
  });
});

const looks = array(
  record({
    waitMs: integer({ min: 0, max: 2 * GRACE_MS }),
    seen: constantFrom(...presenceSignals.map((signal) => [signal]), [], [], ['game', 'battery'] as const),
    override: boolean(),
  }),
  { maxLength: 40 },
);

function play(
  run: Run,
  steps: readonly { waitMs: number; seen: readonly SeenSignal['signal'][]; override: boolean }[],
) {
  for (const { waitMs, seen, override } of steps) {
    run.see(...seen);
    if (override && waitMs % 7 === 0) run.override();
    run.pass(waitMs);
  }
}

describe('a band', () => {
  it('is entered at its upper line and left below its lower one, and what is not known changes nothing', () => {
    const band = { on: 80, off: 70 };
    const values = [79, 80, 75, null, 71, 70, 75, null, 81];
    let isOn = false;
    const seen = values.map((value) => {
      isOn = withinBand(isOn, value, band);
      return isOn;
    });
    expect(seen).toEqual([false, true, true, true, true, false, false, false, true]);
  });

  it('is not entered and left by a value that trembles around one line', () => {
    const trembling = array(integer({ min: -4, max: 4 }), { maxLength: 100 });
    assert(
      property(trembling, constantFrom(70, 80), (offsets, around) => {
        let isOn = false;
        let changes = 0;
        for (const offset of offsets) {
          const next = withinBand(isOn, around + offset, { on: 80, off: 70 });
          if (next !== isOn) changes += 1;
          isOn = next;
        }
        expect(changes).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('whatever is seen', () => {
  it('ends in serving when every cause has ended', () => {
    assert(
      property(looks, (steps) => {
        const run = new Run();
        play(run, steps);
        run.see();
        run.pass(GRACE_MS);
        expect(run.isPaused).toBe(false);
        run.see();
        expect(run.state).toEqual(calmRules);
      }),
    );
  });

  it('a cause that holds pauses within its debounce', () => {
    assert(
      property(looks, constantFrom(...presenceSignals), (steps, signal) => {
        const run = new Run();
        play(
          run,
          steps.map((step) => ({ ...step, override: false })),
        );
        run.see(signal);
        run.pass(timing(signal).debounceMs);
        expect(run.isPaused).toBe(true);
      }),
    );
  });

  it('a pause lasts for its grace at least, so that nothing flaps', () => {
    assert(
      property(looks, (steps) => {
        const run = new Run();
        play(
          run,
          steps.map(({ seen, ...step }) => ({
            ...step,
            override: false,
            seen: seen.filter((one) => one !== 'schedule'),
          })),
        );
        for (const [index, { atMs, kind }] of run.changes.entries()) {
          const next = run.changes[index + 1];
          if (kind === 'pause' && next !== undefined) expect(next.atMs - atMs).toBeGreaterThanOrEqual(GRACE_MS);
          if (kind === 'serve' && next !== undefined) expect(next.atMs - atMs).toBeGreaterThanOrEqual(DEBOUNCE_MS);
        }
      }),
    );
  });

  it('what comes and goes faster than the debounce never pauses', () => {
    assert(
      property(array(integer({ min: 1, max: DEBOUNCE_MS - 1 }), { maxLength: 60 }), (waits) => {
        const run = new Run();
        for (const waitMs of waits) {
          run.see('gpu-load');
          run.pass(waitMs);
          run.see();
          run.pass(waitMs);
        }
        expect(run.changes).toEqual([]);
      }),
    );
  });
});
