import type { Database } from '../../foundation/db/index.ts';
import type { Wei } from '../../foundation/units/index.ts';

/** What one accrued answer adds. */
export interface AnswerAmounts {
  readonly inboundTokens: bigint;
  readonly outboundTokens: bigint;
  readonly chargeWei: Wei;
  /** Whole, so that sums do not depend on their order. */
  readonly energyMillijoules: bigint;
}

/** The energy of an entry as a column of its own. */
export const energyMillijoules = 'CAST(round(coalesce(energy_joules, 0) * 1000) AS INTEGER) AS energy_millijoules';

/**
 * Keeps the sums of each day and model beside the entries, in the same transaction, so that sums over years are read
 * from a few rows. The entries stay the truth; the sums always equal them.
 */
export interface DaySums {
  /** Notes that there is an entry at this time. */
  extend(day: string, model: string, admittedAtMs: number): void;
  addAnswer(day: string, model: string, amounts: AnswerAmounts): void;
  addVoid(day: string, model: string): void;
}

/** Prepares the statements of the sums. Wei are added here and not in SQL, whose integers end at 9.2 ETH. */
export function prepareDaySums(database: Database): DaySums {
  const extend = database.prepare(`
    INSERT INTO day_sums (day, model, first_ms, last_ms) VALUES (:day, :model, :atMs, :atMs)
    ON CONFLICT DO UPDATE SET first_ms = min(first_ms, :atMs), last_ms = max(last_ms, :atMs)`);
  const accruedWei = database.prepare<[string, string], { accrued_wei: string }>(
    'SELECT accrued_wei FROM day_sums WHERE day = ? AND model = ?',
  );
  const addAnswer = database.prepare(`
    UPDATE day_sums SET answers = answers + 1, inbound_tokens = inbound_tokens + :inboundTokens,
      outbound_tokens = outbound_tokens + :outboundTokens, accrued_wei = :accruedWei,
      energy_millijoules = energy_millijoules + :energyMillijoules
    WHERE day = :day AND model = :model`);
  const addVoid = database.prepare('UPDATE day_sums SET voids = voids + 1 WHERE day = ? AND model = ?');
  return {
    extend(day, model, atMs) {
      extend.run({ day, model, atMs });
    },
    addAnswer(day, model, { chargeWei, ...counts }) {
      const before = BigInt(accruedWei.get(day, model)?.accrued_wei ?? '0');
      addAnswer.run({ day, model, ...counts, accruedWei: (before + chargeWei).toString() });
    },
    addVoid(day, model) {
      addVoid.run(day, model);
    },
  };
}
