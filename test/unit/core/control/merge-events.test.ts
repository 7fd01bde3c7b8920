import { describe, expect, it } from 'vitest';
import { mergeEvents } from '../../../../core/control/index.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

function merged() {
  const clock = createManualClock();
  const seen: [number, string, number][] = [];
  const startMs = clock.nowMs();
  const events = mergeEvents(
    (name, payload) => seen.push([clock.nowMs() - startMs, name, (payload as { revision: number }).revision]),
    { clock },
  );
  return { clock, seen, events, tell: (revision: number) => events.listener('ledger.changed', { revision }) };
}

describe('merged events', () => {
  it('passes the first one on at once and then only the newest, four a second', () => {
    const { clock, seen, tell } = merged();
    for (let revision = 1; revision <= 100; revision++) {
      tell(revision);
      clock.advance(10);
    }
    clock.advance(1000);
    expect(seen).toEqual([
      [0, 'ledger.changed', 1],
      [250, 'ledger.changed', 25],
      [500, 'ledger.changed', 50],
      [750, 'ledger.changed', 75],
      [1000, 'ledger.changed', 100],
    ]);
  });

  it('does not let one name hold up another', () => {
    const { events, seen, tell } = merged();
    tell(1);
    events.listener('status.changed', { revision: 2 } as never);
    expect(seen.map(([, name]) => name)).toEqual(['ledger.changed', 'status.changed']);
  });

  it('passes nothing on once it is stopped, and leaves no timer', () => {
    const { clock, seen, events, tell } = merged();
    tell(1);
    tell(2);
    events.stop();
    tell(3);
    clock.advance(1000);
    expect(seen).toHaveLength(1);
    expect(clock.timerCount).toBe(0);
  });
});
