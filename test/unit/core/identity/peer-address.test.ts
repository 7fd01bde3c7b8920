import { expect, test } from 'vitest';
import { addressOfPeerId, randomIdentity } from '../../../../core/identity/index.ts';

test('a peer id stands for the key of one EVM address', () => {
  expect(addressOfPeerId('16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg')).toBe(
    '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  );
  const identity = randomIdentity();
  expect(addressOfPeerId(identity.peerId)).toBe(identity.address);
});

test.each([
  '',
  'nonsense',
  '12D3KooWK39hN8NkmWFNRfTjJSpYW9aJvJgXVQNzVVuWpV2yCh7H',
  '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
])('"%s" is no peer id of this network', (text) => {
  expect(addressOfPeerId(text)).toBeNull();
});
