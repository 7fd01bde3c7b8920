import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { Completion } from '../../../inference/backends/index.ts';

/** An answer as it is kept. */
export interface CacheEntry {
  /** Wall time, milliseconds since 1970. */
  readonly storedAtMs: number;
  /** What the backend answered. */
  readonly completion: Completion;
}

/** Turns entries into bytes and back. */
export interface EntryCodec {
  encode(name: string, entry: CacheEntry): Uint8Array;
  /** @throws `CACHE_ENTRY_UNUSABLE` for bytes that were not encoded under this name and key. */
  decode(name: string, bytes: Uint8Array): CacheEntry;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

const count = z.int().nonnegative();
const duration = z.number().nonnegative();
const entrySchema = z.strictObject({
  storedAtMs: count,
  completion: z.strictObject({
    content: z.string(),
    inboundTokens: count,
    outboundTokens: count,
    countedBy: z.enum(['backend', 'local']),
    finishReason: z.enum(['stop', 'length', 'other']),
    timeToFirstTokenMs: duration.nullable(),
    durationMs: duration,
  }),
}) satisfies z.ZodType<CacheEntry>;

/** For a store that nobody but this process reads: plain JSON. */
export const plainCodec: EntryCodec = {
  encode: (_name, entry) => Buffer.from(JSON.stringify(entry)),
  decode: (_name, bytes) => parse(bytes),
};

/**
 * For every other store: AES-256-GCM with a random nonce; the name is authenticated along, so an entry that was moved
 * to another name does not open. Layout: version (1 byte), nonce (12), ciphertext, tag (16).
 *
 * @param key - 32 secret bytes, used for nothing else. Random nonces are safe for 2^32 entries.
 */
export function createSealedCodec(key: Uint8Array): EntryCodec {
  return {
    encode(name, entry) {
      const head = Buffer.concat([Buffer.from([VERSION]), randomBytes(NONCE_BYTES)]);
      const cipher = createCipheriv('aes-256-gcm', key, head.subarray(1)).setAAD(boundTo(name));
      const sealed = cipher.update(JSON.stringify(entry), 'utf8');
      return Buffer.concat([head, sealed, cipher.final(), cipher.getAuthTag()]);
    },
    decode(name, bytes) {
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION)
        throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'form' });
      const nonce = bytes.subarray(1, HEAD_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(name)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return parse(Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]));
      } catch (cause) {
        throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'seal' }, { cause });
      }
    },
  };
}

/** What an entry is bound to besides its key. */
function boundTo(name: string): Buffer {
  return Buffer.from(`lloom-executor/cache/${VERSION}/${name}`);
}

function parse(bytes: Uint8Array): CacheEntry {
  try {
    return entrySchema.parse(
      JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')),
    );
  } catch {
    // The cause of a failed parse quotes the text.
    throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'content' });
  }
}
