import { describe, expect, it } from 'vitest';
import type { InterruptSignal } from '../../../../../core/cli/interrupts.ts';
import { stopOnSignal } from '../../../../../core/cli/start/stop-on-signal.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setup({ abortedBefore = false, latest = 'SIGINT' as InterruptSignal } = {}) {
  const clock = createManualClock();
  const controller = new AbortController();
  if (abortedBefore) controller.abort();
  const done: string[] = [];
  let listener: (times: number) => void = () => {};
  let times = 0;
  const stopped = Promise.withResolvers<void>();
  stopOnSignal(
    { stop: async (mode) => void done.push(mode), stopped: stopped.promise },
    {
      clock,
      interrupts: {
        signal: controller.signal,
        latest,
        takeOver(next) {
          listener = next;
        },
      },
      tell: () => {},
      exit: (status) => done.push(`exit ${status}`),
    },
  );
  return { clock, done, stopped, press: () => listener(++times) };
}

describe('stopping on a signal', () => {
  it('finishes requests at the first, gives them up at the second, and ends at the third', () => {
    const { done, press } = setup();
    press();
    expect(done).toEqual(['finish']);
    press();
    expect(done).toEqual(['finish', 'now']);
    press();
    expect(done).toEqual(['finish', 'now', 'exit 130']);
  });

  it('goes on by itself when finishing takes too long', () => {
    const { clock, done, press } = setup();
    press();
    clock.advance(299_000);
    expect(done).toEqual(['finish']);
    clock.advance(1000);
    expect(done).toEqual(['finish', 'now']);
    clock.advance(10_000);
    expect(done).toEqual(['finish', 'now', 'exit 130']);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('gives requests up 60 s after %s, before its sender kills', (latest) => {
    const { clock, done, press } = setup({ latest });
    press();
    clock.advance(59_000);
    expect(done).toEqual(['finish']);
    clock.advance(1000);
    expect(done).toEqual(['finish', 'now']);
    clock.advance(10_000);
    expect(done).toEqual(['finish', 'now', 'exit 130']);
  });

  it('waits no longer once it has stopped', async () => {
    const { clock, done, press, stopped } = setup();
    press();
    stopped.resolve();
    await stopped.promise;
    await Promise.resolve();
    expect(clock.timerCount).toBe(0);
    clock.advance(1_000_000);
    expect(done).toEqual(['finish']);
  });

  it('stops at once what was interrupted while it started', () => {
    expect(setup({ abortedBefore: true }).done).toEqual(['finish']);
  });
});
