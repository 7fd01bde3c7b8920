/** Checks that passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** One part of `npm test`. It prints what went wrong itself, and never throws. */
export interface Stage {
  readonly name: string;
  run(): Promise<Tally>;
}

/** The tally of a check that is one question. */
export function tallyOf(passed: boolean): Tally {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/** Adds tallies up. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
  };
}
