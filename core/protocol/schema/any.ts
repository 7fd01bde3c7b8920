import { malformed } from '../faults.ts';
import type { MetadataValue } from '../messages/announcement.ts';
import type { Sink } from './format.ts';

/** Writes a value as the network's `serde_json::Value` does: keys of objects sorted, no number that is not finite. */
export function writeAny(sink: Sink, value: MetadataValue): void {
  if (value === null) sink.none();
  else if (typeof value === 'string') sink.text(value.toWellFormed());
  else if (typeof value === 'boolean') sink.boolean(value);
  else if (typeof value === 'bigint') writeInteger(sink, value);
  else if (typeof value === 'number') writeNumber(sink, value);
  else if (isList(value)) writeList(sink, value);
  else writeObject(sink, value);
}

function writeInteger(sink: Sink, value: bigint): void {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw malformed('a whole number of 64 bits');
  sink.integer(value);
}

function writeNumber(sink: Sink, value: number): void {
  if (Number.isFinite(value)) sink.float(value, 64);
  else sink.none();
}

function writeList(sink: Sink, list: readonly MetadataValue[]): void {
  sink.list(list.length, () => {
    for (const item of list) writeAny(sink, item);
  });
}

function writeObject(sink: Sink, object: { readonly [key: string]: MetadataValue }): void {
  const entries = Object.entries(object).sort(([a], [b]) => compareUtf8(a, b));
  sink.fields(entries.length, () => {
    for (const [key, item] of entries) {
      sink.key(key);
      writeAny(sink, item);
    }
  });
}

// Array.isArray does not narrow readonly arrays.
function isList(value: MetadataValue): value is readonly MetadataValue[] {
  return Array.isArray(value);
}

/** The order of the UTF-8 bytes, which is that of the code points; plain comparison is the order of UTF-16. */
function compareUtf8(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  const at = left.findIndex((codePoint, i) => codePoint !== right[i]);
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
