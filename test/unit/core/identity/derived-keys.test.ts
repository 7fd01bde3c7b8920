import { createHmac, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createIdentity, type KeyPurpose, randomIdentity } from '../../../../core/identity/index.ts';
import { bytesToHex } from '../../../../core/protocol/index.ts';

const purposes: readonly KeyPurpose[] = ['cache/entry-names', 'cache/entry-values'];
const privateKey = new Uint8Array(32).fill(0x11);

/** RFC 5869 with nothing but HMAC; one block is enough for 32 bytes. */
function hkdf(key: Uint8Array, salt: string, info: string): Buffer {
  const extracted = createHmac('sha256', salt).update(key).digest();
  return createHmac('sha256', extracted)
    .update(info)
    .update(new Uint8Array([1]))
    .digest();
}

describe('Identity.deriveKey', () => {
  it('gives the keys of these vectors, so that what an earlier version sealed stays readable', () => {
    const identity = createIdentity(privateKey, 'memory');
    expect(purposes.map((purpose) => [purpose, bytesToHex(identity.deriveKey(purpose))])).toMatchInlineSnapshot(`
      [
        [
          "cache/entry-names",
          "e13bf9c923400e875c13fb86207be2a26d76ffc017a4e88fb3ecfc53c15a9477",
        ],
        [
          "cache/entry-values",
          "42deb5abf10313e872a2d279585d9392b2a2adac726c910a109ef5a1371950bf",
        ],
      ]
    `);
  });

  it.each(purposes)('derives %s as RFC 5869 says', (purpose) => {
    const expected = hkdf(privateKey, 'lloom-executor/derived-keys/1', purpose);
    expect(Buffer.from(createIdentity(privateKey, 'memory').deriveKey(purpose)).equals(expected)).toBe(true);
  });

  it('gives another key for each purpose and for each identity, none of them the private key', () => {
    const identities = [createIdentity(privateKey, 'memory'), randomIdentity(), randomIdentity()];
    const keys = identities.flatMap((identity) => purposes.map((purpose) => bytesToHex(identity.deriveKey(purpose))));
    expect(new Set([...keys, bytesToHex(privateKey)]).size).toBe(keys.length + 1);
    expect(keys.every((key) => key.length === 64)).toBe(true);
  });

  it('separates them from keys that another program derives without our salt', () => {
    const foreign = Buffer.from(hkdfSync('sha256', privateKey, '', 'cache/entry-names', 32));
    expect(bytesToHex(createIdentity(privateKey, 'memory').deriveKey('cache/entry-names'))).not.toBe(
      bytesToHex(foreign),
    );
  });

  it('hands out a copy, so that wiping it leaves the next one whole, and prints no key', () => {
    const identity = createIdentity(privateKey, 'memory');
    const first = bytesToHex(identity.deriveKey('cache/entry-names'));
    identity.deriveKey('cache/entry-names').fill(0);
    expect(bytesToHex(identity.deriveKey('cache/entry-names'))).toBe(first);
    expect(inspect(identity, { depth: 9 })).not.toContain(first);
  });
});
