import { expect, test } from 'vitest';
import { randomIdentity } from '../../../../../core/identity/index.ts';
import { KadStore } from '../../../../../core/network/kad/store.ts';
import { EXECUTOR_KEY, VALIDATOR_KEY } from '../../../../../core/protocol/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

const HOUR_MS = 3_600_000;
const address = Uint8Array.of(4, 192, 0, 2, 1, 6, 0x0f, 0xa1);
const foreignKey = new TextEncoder().encode('some/other/key');

function setUp() {
  const clock = createManualClock();
  return { clock, store: new KadStore({ clock }, { keys: [EXECUTOR_KEY, VALIDATOR_KEY] }) };
}

function idOf(number: number): Uint8Array {
  const id = new Uint8Array(39);
  id[38] = number;
  return id;
}

test('a provider is kept for 48 h from its last repetition', () => {
  const { clock, store } = setUp();
  const peer = { id: idOf(1), addresses: [address] };
  expect(store.addProvider(EXECUTOR_KEY, peer)).toBe(true);
  clock.advance(40 * HOUR_MS);
  store.addProvider(EXECUTOR_KEY, peer);
  clock.advance(47 * HOUR_MS);
  expect(store.providers(EXECUTOR_KEY)).toEqual([peer]);
  clock.advance(HOUR_MS);
  expect(store.providers(EXECUTOR_KEY)).toEqual([]);
});

test('the twenty-first provider takes the place of the one that was not repeated for longest', () => {
  const { store } = setUp();
  for (let number = 1; number <= 20; number++) store.addProvider(EXECUTOR_KEY, { id: idOf(number), addresses: [] });
  store.addProvider(EXECUTOR_KEY, { id: idOf(1), addresses: [] });
  store.addProvider(EXECUTOR_KEY, { id: idOf(21), addresses: [] });
  const kept = store.providers(EXECUTOR_KEY).map((peer) => peer.id[38]);
  expect(kept).toHaveLength(20);
  expect(kept).toContain(1);
  expect(kept).not.toContain(2);
});

test('addresses that nobody can dial are not kept, and eight at most', () => {
  const { store } = setUp();
  const undialable = [Uint8Array.of(1, 2, 3), new Uint8Array(500), Uint8Array.of(4, 0, 0, 0, 0, 6, 0x0f, 0xa1)];
  const many = Array.from({ length: 12 }, (_, index) => Uint8Array.of(4, 192, 0, 2, index, 6, 0x0f, 0xa1));
  store.addProvider(EXECUTOR_KEY, { id: idOf(1), addresses: [...undialable, ...many] });
  expect(store.providers(EXECUTOR_KEY)[0]?.addresses).toEqual(many.slice(0, 8));
});

test('other keys, and ids that are not of this network, are not stored', () => {
  const { store } = setUp();
  expect(store.addProvider(foreignKey, { id: idOf(1), addresses: [] })).toBe(false);
  expect(store.addProvider(EXECUTOR_KEY, { id: new Uint8Array(38), addresses: [] })).toBe(false);
  expect(store.putRecord({ key: foreignKey, value: idOf(1), publisher: null, ttlSec: null })).toBe(false);
  expect(store.putRecord({ key: EXECUTOR_KEY, value: new Uint8Array(40), publisher: null, ttlSec: null })).toBe(false);
  const badPublisher = { key: EXECUTOR_KEY, value: idOf(1), publisher: new Uint8Array(1000), ttlSec: null };
  expect(store.putRecord(badPublisher)).toBe(false);
  expect(store.providers(foreignKey)).toEqual([]);
  expect(store.record(EXECUTOR_KEY)).toBeNull();
});

test('the last writer of a record wins, and it lives as long as it says, 48 h at most', () => {
  const { clock, store } = setUp();
  const { peerIdBytes } = randomIdentity();
  store.putRecord({ key: EXECUTOR_KEY, value: idOf(1), publisher: null, ttlSec: 60 });
  store.putRecord({ key: EXECUTOR_KEY, value: peerIdBytes, publisher: peerIdBytes, ttlSec: 600 });
  clock.advance(59_000);
  expect(store.record(EXECUTOR_KEY)).toEqual({
    key: EXECUTOR_KEY,
    value: peerIdBytes,
    publisher: peerIdBytes,
    ttlSec: 541,
  });
  clock.advance(541_000);
  expect(store.record(EXECUTOR_KEY)).toBeNull();
  store.putRecord({ key: EXECUTOR_KEY, value: idOf(1), publisher: null, ttlSec: 4_000_000_000 });
  clock.advance(48 * HOUR_MS);
  expect(store.record(EXECUTOR_KEY)).toBeNull();
});
