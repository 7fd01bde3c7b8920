import type { ErrorCode } from '../foundation/errors/index.ts';

/** Different rules that are counted by name; what comes after them is counted together. Rules change while it runs. */
const MAX_RULES = 256;
const OTHERS = 'other rules';

/** How often a rule refused. */
export interface RuleCount {
  readonly rule: string;
  readonly count: number;
}

/** How requests ended since the start. */
export interface OutcomeCounts {
  /** By error code, `accrued` for the served; only what happened. */
  readonly outcomes: Record<string, number>;
  readonly blockedByRule: RuleCount[];
  readonly rateLimitedByRule: RuleCount[];
}

/** Counts how requests end. Labels are ours and bounded in number: codes, and names of configured rules. */
export class Outcomes {
  readonly #outcomes = new Map<string, number>();
  readonly #blocked = new Map<string, number>();
  readonly #limited = new Map<string, number>();

  /** A request has ended. */
  count(outcome: ErrorCode | 'accrued'): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** A rule of `[content_filter]` kept a prompt or an answer out. */
  blocked(rule: string): void {
    countRule(this.#blocked, rule);
  }

  /** A rule of `[rate_limiting]` kept a request out. */
  rateLimited(rule: string): void {
    countRule(this.#limited, rule);
  }

  /** The counts, the highest first. */
  view(): OutcomeCounts {
    return {
      outcomes: Object.fromEntries(sorted(this.#outcomes)),
      blockedByRule: sorted(this.#blocked).map(([rule, count]) => ({ rule, count })),
      rateLimitedByRule: sorted(this.#limited).map(([rule, count]) => ({ rule, count })),
    };
  }
}

function countRule(counts: Map<string, number>, rule: string): void {
  const label = counts.has(rule) || counts.size < MAX_RULES ? rule : OTHERS;
  counts.set(label, (counts.get(label) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
