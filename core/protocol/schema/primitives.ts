import { malformed } from '../faults.ts';
import { bytesToHex, hexToBytes } from '../hex.ts';
import type { MetadataValue } from '../messages/announcement.ts';
import type { Address } from '../messages/common.ts';
import { writeAny } from './any.ts';
import type { FloatBits, IntegerBits, Schema } from './format.ts';

/** UTF-8 text. Half surrogate pairs, which a model can leave at the end of a cut answer, are written as U+FFFD. */
export const text: Schema<string> = {
  read: (source) => source.text(),
  write: (sink, value) => sink.text(value.toWellFormed()),
};

export const boolean: Schema<boolean> = {
  read: (source) => source.boolean(),
  write: (sink, value) => sink.boolean(value),
};

/** Exactly 64 bits are a bigint: more than a number holds. */
export const u64: Schema<bigint> = {
  read: (source) => source.unsigned(64),
  write: (sink, value) => sink.integer(checkRange(value, 64)),
};

export const u32: Schema<number> = smallInteger(32);
export const u8: Schema<number> = smallInteger(8);
export const f32: Schema<number> = float(32);
export const f64: Schema<number> = float(64);

/** Bytes of any length: a byte string in CBOR, lower-case `0x` hex in JSON. */
export const bytes: Schema<Uint8Array> = {
  read: (source) => source.bytes(),
  write: (sink, value) => sink.bytes(value),
};

/** An EVM address: 20 bytes in CBOR. */
export const address: Schema<Address> = {
  read: (source) => {
    const value = source.bytes();
    if (value.length !== 20) throw source.expected('20 bytes of an address');
    return `0x${bytesToHex(value)}`;
  },
  write: (sink, value) => {
    if (!/^0x[0-9a-f]{40}$/.test(value)) throw malformed('an address of 0x and 40 lower-case hex digits');
    sink.bytes(hexToBytes(value));
  },
};

/** Whatever JSON can carry. */
export const anyValue: Schema<MetadataValue> = { read: (source) => source.any(), write: writeAny };

function smallInteger(bits: IntegerBits): Schema<number> {
  return {
    read: (source) => Number(source.unsigned(bits)),
    write: (sink, value) => {
      if (!Number.isSafeInteger(value)) throw malformed(`a whole number of ${bits} bits`);
      sink.integer(checkRange(BigInt(value), bits));
    },
  };
}

function float(bits: FloatBits): Schema<number> {
  return { read: (source) => source.float(bits), write: (sink, value) => sink.float(value, bits) };
}

function checkRange(value: bigint, bits: IntegerBits): bigint {
  if (value < 0n || value >= 1n << BigInt(bits)) throw malformed(`a whole number of ${bits} bits`);
  return value;
}
