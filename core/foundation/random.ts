import { randomUUID } from 'node:crypto';

/** Where modules get chance from, so that tests can repeat it. Keys are never made from it. */
export interface RandomSource {
  /** A number from 0 (inclusive) to 1 (exclusive); for jitter and choices. */
  fraction(): number;
  /** A new unique id, 36 characters. */
  id(): string;
}

/** Real chance. */
export const systemRandom: RandomSource = { fraction: () => Math.random(), id: () => randomUUID() };
