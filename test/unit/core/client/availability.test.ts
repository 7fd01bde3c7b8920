import { expect, test } from 'vitest';
import { peerIdOfCall } from '../../../../core/client/availability.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test("the peer id is taken from an executor's call, and from no other text of the same shape", () => {
  expect(peerIdOfCall(bytes('EXECUTOR_AVAILABLE:16Uiu2HAm'))).toBe('16Uiu2HAm');
  expect(peerIdOfCall(bytes('EXECUTOR_WITHDRAWN:16Uiu2HAm'))).toBeNull();
  expect(peerIdOfCall(bytes('executor_available:16Uiu2HAm'))).toBeNull();
  expect(peerIdOfCall(bytes('16Uiu2HAm'))).toBeNull();
  expect(peerIdOfCall(new Uint8Array(0))).toBeNull();
});

test('a call that is longer than any real one is not read', () => {
  expect(peerIdOfCall(bytes(`EXECUTOR_AVAILABLE:${'1'.repeat(109)}`))).toHaveLength(109);
  expect(peerIdOfCall(bytes(`EXECUTOR_AVAILABLE:${'1'.repeat(110)}`))).toBeNull();
});
