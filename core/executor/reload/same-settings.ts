import { isDeepStrictEqual } from 'node:util';
import { Secret } from '../../foundation/secret.ts';

/** True for settings that are the same in every part, their secrets too, which nothing else can compare. */
export function sameSettings(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) && isDeepStrictEqual(secretsOf(a), secretsOf(b));
}

/** The secrets in settings, in the order of their places. */
function secretsOf(value: unknown): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsOf) : [];
}
