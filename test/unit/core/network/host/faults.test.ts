import type { Connection } from '@libp2p/interface';
import { expect, test } from 'vitest';
import { Faults, MAX_FAULTS } from '../../../../../core/network/host/faults.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const dropped: Connection[] = [];
  const faults = new Faults({ clock, onDropped: (connection) => dropped.push(connection) });
  const connect = () => {
    const connection = { status: 'open', abort: () => Object.assign(connection, { status: 'aborted' }) };
    return connection as unknown as Connection;
  };
  return { clock, dropped, faults, connect };
}

test('faults in a row end their own connection, once, and no other', () => {
  const { dropped, faults, connect } = setUp();
  const [bad, other] = [connect(), connect()];
  for (let fault = 0; fault < MAX_FAULTS; fault++) faults.note(bad);
  faults.note(other);
  expect([bad.status, other.status]).toEqual(['open', 'open']);
  faults.note(bad);
  faults.note(bad);
  expect([bad.status, other.status]).toEqual(['aborted', 'open']);
  expect(dropped).toEqual([bad]);
});

test('a minute forgives a full account, and a fault now and then is never too many', () => {
  const { clock, faults, connect } = setUp();
  const connection = connect();
  for (let fault = 0; fault < MAX_FAULTS; fault++) faults.note(connection);
  clock.advance(60_000);
  for (let fault = 0; fault < MAX_FAULTS; fault++) faults.note(connection);
  clock.advance(60_000);
  for (let fault = 0; fault < 50; fault++) {
    faults.note(connection);
    clock.advance(10_000);
  }
  expect(connection.status).toBe('open');
});
