import type { ExecutorError } from '../../foundation/errors/index.ts';
import type { MetadataValue } from '../messages/announcement.ts';

/** The unsigned integers of the wire, by their width in bits. */
export type IntegerBits = 8 | 32 | 64;

/** The floats of the wire, by their width in bits. */
export type FloatBits = 32 | 64;

/**
 * One encoded message being read from its start to its end. CBOR and JSON each have one.
 * Every call takes one item, and throws `PROTOCOL_MALFORMED` when the next item is another one.
 */
export interface Source {
  text(): string;
  boolean(): boolean;
  /** @returns The number; it fits into `bits`. */
  unsigned(bits: IntegerBits): bigint;
  float(bits: FloatBits): number;
  /** A byte string; in JSON its hex text. */
  bytes(): Uint8Array;
  /** Takes the next item when it stands for "no value", and says whether it did. */
  none(): boolean;
  /** Calls `readItem` before each item; it must take exactly one. */
  list(readItem: () => void): void;
  /** Calls `readValue` after each key; it must take exactly one item. */
  fields(readValue: (key: string) => void): void;
  /** Takes a variant: `readContent` gets its name, and takes the content if a variant of this name has one. */
  variant(readContent: (name: string) => void): void;
  /** Any value that JSON can carry. */
  any(): MetadataValue;
  /** Steps over one item without building it. */
  skip(): void;
  /** The error for a message that lacks `what` at this place. */
  expected(what: string): ExecutorError;
}

/** One encoded message being written. CBOR and JSON each have one. */
export interface Sink {
  text(value: string): void;
  boolean(value: boolean): void;
  /** From -2^63 up to 2^64 - 1; only metadata has negative ones. */
  integer(value: bigint): void;
  float(value: number, bits: FloatBits): void;
  bytes(value: Uint8Array): void;
  none(): void;
  /** `writeItems` writes exactly `count` items. */
  list(count: number, writeItems: () => void): void;
  /** `writeEntries` writes exactly `count` pairs of {@link Sink.key} and a value. */
  fields(count: number, writeEntries: () => void): void;
  key(name: string): void;
}

/** How one type of the wire is read and written, in every format. */
export interface Schema<Value> {
  read(source: Source): Value;
  write(sink: Sink, value: Value): void;
  /** True when a field of this type may be left out, which means null. */
  readonly mayBeAbsent?: true;
}
