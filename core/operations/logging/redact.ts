import type { JsonValue } from '../../foundation/errors/index.ts';

/** What stands in the log where something was left out. */
export const redacted = '[redacted]';

/** Names of values that are never written, however they look; compared without case, `_` and `-`. */
const secretNames = new Set(
  [
    'apiKey',
    'accessKey',
    'authorization',
    'cookie',
    'password',
    'privateKey',
    'prompt',
    'secret',
    'seed',
    'systemPrompt',
  ].map(plainName),
);

const maxDepth = 6;
const maxItems = 100;
const maxValues = 1000;
const maxTextLength = 4000;

/** 32 bytes as hexadecimal digits: what a private key looks like. Hashes look the same and go too. */
const keyLike = /(?<![0-9a-z])(?:0x)?[0-9a-f]{64}(?![0-9a-z])/gi;
const credentials: readonly (readonly [RegExp, string])[] = [
  [keyLike, redacted],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${redacted}`],
  [/\bsk-[\w-]{8,}/g, redacted],
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@]*@/gi, `$1${redacted}@`],
  [/([?&][\w-]*(?:key|secret|password|signature)[\w-]*=)[^\s&#]*/gi, `$1${redacted}`],
];

/** A text without anything that looks like a private key or a credential, of bounded length. */
export function redactText(text: string): string {
  const bounded = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return credentials.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), bounded);
}

/** How much of one value is left to write; shared by all its parts, so that no shape of it is expensive. */
interface Budget {
  values: number;
}

/**
 * A value as it may be written: JSON-safe, bounded, `bigint` as decimal text, without secrets.
 *
 * @param value - Anything, circular or not.
 */
export function redactValue(value: unknown): JsonValue {
  return clean(value, 0, { values: maxValues });
}

/** The values of a record as {@link redactValue} writes them. Values with a secret's name are hidden, undefined ones left out. */
export function redactRecord(record: Readonly<Record<string, unknown>>): Record<string, JsonValue> {
  return cleanRecord(record, 0, { values: maxValues });
}

function clean(value: unknown, depth: number, budget: Budget): JsonValue {
  if (--budget.values < 0) return '[too much]';
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== 'object') return `[${typeof value}]`;
  if (depth >= maxDepth) return '[too deep]';
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => clean(item, depth + 1, budget));
  return cleanRecord(value as Record<string, unknown>, depth, budget);
}

function cleanRecord(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  budget: Budget,
): Record<string, JsonValue> {
  const result: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(record).slice(0, maxItems)) {
    if (value === undefined) continue;
    result[redactText(name)] = secretNames.has(plainName(name)) ? redacted : clean(value, depth + 1, budget);
  }
  return result;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}
