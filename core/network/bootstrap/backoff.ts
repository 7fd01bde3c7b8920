import type { RandomSource } from '../../foundation/random.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * How long to wait before the next dial, in milliseconds: doubling from 0.5 s to 30 s, of which a random half is left
 * out so that executors do not return all at once.
 *
 * @param failures - Dials in a row, 0 or more, that gave no lasting connection, without the one that is waited after.
 */
export function backoffMs(failures: number, random: RandomSource): number {
  const fullMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 16));
  return Math.round(fullMs * (0.5 + random.fraction() / 2));
}
