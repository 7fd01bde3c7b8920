import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallVerdict,
  CircuitBreaker,
  type Permit,
} from '../../../../../../core/inference/backends/pool/circuit-breaker.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

const options = { failures: 3, firstRestMs: 1000, maxRestMs: 4000 };

function open() {
  const clock = createManualClock();
  const states: string[] = [];
  const breaker: CircuitBreaker = new CircuitBreaker(
    { clock, onChange: () => void states.push(breaker.view().state) },
    options,
  );
  const enter = (): Permit => {
    const permit = breaker.enter();
    if (permit === null) throw new Error('no leave');
    return permit;
  };
  const fail = (times = options.failures) => {
    for (let count = 0; count < times; count += 1) enter().end('failed');
  };
  return { clock, states, breaker, enter, fail };
}

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and tells when it tries again', () => {
    const { breaker, clock, fail, enter } = open();
    fail(2);
    enter().end('good');
    fail(2);
    expect(breaker.view()).toEqual({ state: 'closed', failures: 2, retryAtMs: null });
    fail(1);
    expect(breaker.view()).toEqual({ state: 'open', failures: 3, retryAtMs: clock.nowMs() + 1000 });
    expect(breaker.enter()).toBeNull();
  });

  it('counts nothing that is not the fault of the backend', () => {
    const { breaker, enter } = open();
    for (let count = 0; count < 10; count += 1) enter().end('neutral');
    expect(breaker.view()).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('lets one call through after its rest, and closes with its first output', () => {
    const { breaker, clock, fail, enter, states } = open();
    fail();
    clock.advance(999);
    expect(breaker.enter()).toBeNull();
    clock.advance(1);
    const trial = enter();
    expect(breaker.enter()).toBeNull();
    trial.heard();
    expect(states).toEqual(['open', 'half-open', 'closed']);
    enter().end('good');
    trial.end('failed');
    expect(breaker.view()).toEqual({ state: 'closed', failures: 1, retryAtMs: null });
  });

  it('rests twice as long after each try that fails, up to a limit, and anew once it was closed', () => {
    const { breaker, clock, fail, enter } = open();
    const restMs = () => (breaker.view().retryAtMs ?? 0) - clock.nowMs();
    fail();
    const rests = [restMs()];
    for (let tries = 0; tries < 3; tries += 1) {
      clock.advance(restMs());
      enter().end('failed');
      rests.push(restMs());
    }
    expect(rests).toEqual([1000, 2000, 4000, 4000]);
    clock.advance(4000);
    enter().end('good');
    fail();
    expect(restMs()).toBe(1000);
  });

  it('lets the next call try when the one that tried says nothing', () => {
    const { breaker, clock, fail, enter } = open();
    fail();
    clock.advance(1000);
    enter().end('neutral');
    expect(breaker.view().state).toBe('half-open');
    enter().end('good');
    expect(breaker.view().state).toBe('closed');
  });

  it('learns nothing from calls that began before it opened', () => {
    const { breaker, clock, fail, enter } = open();
    const [late, later] = [enter(), enter()];
    fail();
    late.end('good');
    expect(breaker.view().state).toBe('open');
    clock.advance(1000);
    const trial = enter();
    later.end('failed');
    expect(breaker.view().state).toBe('half-open');
    trial.end('good');
    expect(breaker.view()).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('never has two calls on trial, and never stays open, whatever happens', () => {
    const verdict = fc.constantFrom<CallVerdict[]>('good', 'failed', 'failed', 'failed', 'failed', 'neutral');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant({ kind: 'enter' } as const) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('heard' as const), which: fc.nat(3) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(3), verdict }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(5000) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 200 }), (steps) => {
        const { breaker, clock } = open();
        let running: Permit[] = [];
        let onTrial: Permit | null = null;
        for (const one of steps) {
          const before = breaker.view().state;
          if (one.kind === 'enter') {
            const permit = breaker.enter();
            if (before === 'open') expect(permit).toBeNull();
            if (before === 'closed') expect(permit).not.toBeNull();
            if (before === 'half-open') {
              expect(permit === null).toBe(onTrial !== null);
              onTrial ??= permit;
            }
            if (permit !== null) running.push(permit);
          } else if (one.kind === 'wait') clock.advance(one.ms);
          else {
            const permit = running[one.which % Math.max(1, running.length)];
            if (permit === undefined) continue;
            if (one.kind === 'heard') permit.heard();
            else {
              permit.end(one.verdict);
              running = running.filter((other) => other !== permit);
              if (permit === onTrial) onTrial = null;
            }
          }
          if (breaker.view().state !== 'half-open') onTrial = null;
          expect((breaker.view().retryAtMs ?? 0) - clock.nowMs()).toBeLessThanOrEqual(options.maxRestMs);
        }
        clock.advance(options.maxRestMs);
        expect(breaker.view().state).not.toBe('open');
        for (const permit of running) permit.end('neutral');
        const last = breaker.enter();
        expect(last).not.toBeNull();
        last?.end('good');
        expect(breaker.view()).toEqual({ state: 'closed', failures: 0, retryAtMs: null });
      }),
      { numRuns: 500 },
    );
  });
});
