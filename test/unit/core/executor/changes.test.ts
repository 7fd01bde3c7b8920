import { expect, it } from 'vitest';
import type { EventName } from '../../../../core/control/index.ts';
import { Changes } from '../../../../core/executor/changes.ts';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  let value = 0;
  const produce = () => ({ revision: ++value }) as never;
  const names: EventName[] = ['status.changed', 'queue.changed', 'models.changed', 'ledger.changed', 'pricing.changed'];
  const producers = Object.fromEntries(names.map((name) => [name, produce])) as never;
  const changes = new Changes({ clock, logger: silentLogger }, { producers });
  const told: [string, unknown][] = [];
  return { clock, changes, told, listen: () => changes.subscribe((name, payload) => told.push([name, payload])) };
}

it('tells the first change at once and the last of many after the quiet time', () => {
  const { clock, changes, told, listen } = setUp();
  listen();
  for (let i = 0; i < 5; i++) changes.touch('ledger.changed');
  expect(told).toEqual([['ledger.changed', { revision: 1 }]]);
  clock.advance(249);
  expect(told).toHaveLength(1);
  clock.advance(1);
  expect(told).toHaveLength(2);
  clock.advance(10_000);
  expect(told).toHaveLength(2);
});

it('keeps the names apart', () => {
  const { changes, told, listen } = setUp();
  listen();
  changes.touch('ledger.changed');
  changes.touch('queue.changed');
  expect(told.map(([name]) => name)).toEqual(['ledger.changed', 'queue.changed']);
});

it('computes nothing while nobody listens', () => {
  const { clock, changes, told, listen } = setUp();
  changes.touch('ledger.changed');
  clock.advance(250);
  listen();
  changes.touch('ledger.changed');
  expect(told).toEqual([['ledger.changed', { revision: 1 }]]);
});

it('tells what is still untold when it is closed, and nothing afterwards', () => {
  const { clock, changes, told, listen } = setUp();
  listen();
  changes.touch('ledger.changed');
  changes.touch('ledger.changed');
  changes.close();
  clock.advance(1000);
  expect(told).toHaveLength(2);
  expect(clock.timerCount).toBe(0);
});

it('survives a value that cannot be had and a listener that fails', () => {
  const { clock, changes, told, listen } = setUp();
  changes.subscribe(() => {
    throw new Error('listener');
  });
  expect(() => changes.touch('ledger.changed')).not.toThrow();
  listen();
  clock.advance(250);
  expect(() => changes.touch('ledger.changed')).not.toThrow();
  expect(told).toEqual([]);
});
