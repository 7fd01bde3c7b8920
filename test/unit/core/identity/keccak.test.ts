import { keccak256 as ethersKeccak256, getBytes } from 'ethers';
import { createKeccak } from 'hash-wasm';
import { expect, test } from 'vitest';
import { keccak256, randomIdentity, signMessage } from '../../../../core/identity/index.ts';
import { payloadText } from '../../../../core/protocol/index.ts';

const lengths = [0, 1, 135, 136, 137, 272, 300, 5000];
const inputs = lengths.map((length) => Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256));

test('keccak-256 gives the same hash before and after its fast version has compiled', async () => {
  const first = inputs.map(keccak256);
  await createKeccak(256);
  const second = inputs.map(keccak256);
  expect(first).toEqual(inputs.map((input) => getBytes(ethersKeccak256(input))));
  expect(second).toEqual(first);
});

// Long texts are hashed in pieces; none may cut a character, and pieces of three-byte characters are the longest.
test.each(['\u{1f600}', 'a\u{1f600}', '\u4f60', '\u0001', 'plain'])(
  'a payload of many %j is hashed as its text',
  async (unit) => {
    await createKeccak(256);
    const payload = {
      content: unit.repeat(20_000),
      inbound_tokens: 1n,
      outbound_tokens: 1n,
      total_cost: '1',
      model_used: 'm',
      error: null,
    };
    const text = payloadText('LlmResponse', payload);
    expect(text).toContain(JSON.stringify(payload.content));
    const { hash } = signMessage('LlmResponse', payload, randomIdentity(), 1n);
    expect(`0x${hash}`).toBe(ethersKeccak256(new TextEncoder().encode(text)));
  },
);
