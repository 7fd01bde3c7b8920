import { keccak256 as ethersKeccak256, getBytes } from 'ethers';
import { createKeccak } from 'hash-wasm';
import { expect, test } from 'vitest';
import { keccak256 } from '../../../../core/identity/index.ts';

const lengths = [0, 1, 135, 136, 137, 272, 300, 5000];
const inputs = lengths.map((length) => Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256));

test('keccak-256 gives the same hash before and after its fast version has compiled', async () => {
  const first = inputs.map(keccak256);
  await createKeccak(256);
  const second = inputs.map(keccak256);
  expect(first).toEqual(inputs.map((input) => getBytes(ethersKeccak256(input))));
  expect(second).toEqual(first);
});
