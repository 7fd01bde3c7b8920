import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import {
  type CacheEntry,
  createSealedCodec,
  type EntryCodec,
  plainCodec,
} from '../../../../../core/request/cache/entries/codec.ts';
import { cachedCompletion } from '../../../../utils/cache.ts';

const key = randomBytes(32);
const sealed = createSealedCodec(key);
const name = 'ab'.repeat(32);
const entry: CacheEntry = { storedAtMs: 1_700_000_000_000, completion: cachedCompletion };

function isRefused(codec: EntryCodec, bytes: Uint8Array, under = name): boolean {
  try {
    codec.decode(under, bytes);
    return false;
  } catch (error) {
    return error instanceof ExecutorError && error.code === 'CACHE_ENTRY_UNUSABLE';
  }
}

describe.each([
  ['plainCodec', plainCodec],
  ['createSealedCodec', sealed],
])('%s', (_, codec) => {
  it('gives back the entry that it was given', () => {
    const full: CacheEntry = {
      storedAtMs: 0,
      completion: { ...cachedCompletion, content: 'ä\u0000🎈\ud800', timeToFirstTokenMs: null, finishReason: 'length' },
    };
    expect(codec.decode(name, codec.encode(name, entry))).toEqual(entry);
    expect(codec.decode(name, codec.encode(name, full))).toEqual(full);
  });

  it.each([
    ['no content', { ...cachedCompletion, content: undefined }],
    ['a count below zero', { ...cachedCompletion, inboundTokens: -1 }],
    ['a count that is not whole', { ...cachedCompletion, outboundTokens: 1.5 }],
    ['a count above all numbers', { ...cachedCompletion, outboundTokens: 2 ** 60 }],
    ['a foreign reason', { ...cachedCompletion, finishReason: 'because' }],
    ['a field that we do not know', { ...cachedCompletion, chargeWei: '0' }],
  ])('refuses an entry with %s although it was written as one of ours', (_what, completion) => {
    const bytes = codec.encode(name, { storedAtMs: 1, completion } as unknown as CacheEntry);
    expect(isRefused(codec, bytes)).toBe(true);
  });

  it.each([0, 1, 12, 28, 29, 60])('refuses the first %i bytes of an entry', (length) => {
    expect(isRefused(codec, codec.encode(name, entry).subarray(0, length))).toBe(true);
  });
});

describe('createSealedCodec', () => {
  it('refuses an entry of which any single bit was changed', () => {
    const bytes = sealed.encode(name, entry);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Uint8Array.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isRefused(sealed, forged), `bit ${bit}`).toBe(true);
    }
  });

  it('refuses an entry under another name, of another key, with anything added, and one in the clear', () => {
    const bytes = sealed.encode(name, entry);
    expect(isRefused(sealed, bytes, 'cd'.repeat(32))).toBe(true);
    expect(isRefused(createSealedCodec(randomBytes(32)), bytes)).toBe(true);
    expect(isRefused(sealed, Buffer.concat([bytes, Buffer.from([0])]))).toBe(true);
    expect(isRefused(sealed, plainCodec.encode(name, entry))).toBe(true);
  });

  it('refuses an entry that was sealed with its key but without its name', () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(entry)), cipher.final()]);
    expect(isRefused(sealed, Buffer.concat([Buffer.from([1]), nonce, text, cipher.getAuthTag()]))).toBe(true);
  });

  it('shows nothing of the answer, and never the same bytes twice', () => {
    const [first, second] = [sealed.encode(name, entry), sealed.encode(name, entry)].map((bytes) => Buffer.from(bytes));
    expect(first?.includes('anybody')).toBe(false);
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false);
    expect(first?.subarray(1, 13).equals(second?.subarray(1, 13) ?? Buffer.alloc(0))).toBe(false);
  });
});
