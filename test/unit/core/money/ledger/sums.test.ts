import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import {
  type LedgerEntry,
  type LedgerFilter,
  type LedgerSum,
  openLedger,
} from '../../../../../core/money/ledger/index.ts';
import { buildAdmission, buildOutcome, testSignature } from '../../../../utils/ledger.ts';

const startMs = Date.UTC(2026, 2, 28);
const daysMs = (days: number) => Math.floor(days * 86_400_000);
// Four days around the night in which Berlin's clocks change.
const time = fc.nat({ max: daysMs(4) }).map((offset) => startMs + offset);
const request = fc.record({
  admittedAtMs: time,
  model: fc.constantFrom('a', 'b'),
  inboundPriceWei: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
  inboundTokens: fc.nat({ max: 2 ** 32 - 1 }),
  outboundTokens: fc.nat({ max: 1_000_000 }),
  energyJoules: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })),
  steps: fc.nat({ max: 3 }),
  voided: fc.boolean(),
});
const filter = fc
  .record(
    {
      times: fc.tuple(time, time),
      model: fc.constantFrom('a', 'b'),
      state: fc.constantFrom('admitted', 'unsigned', 'signed', 'accrued', 'void'),
    },
    { requiredKeys: ['times'] },
  )
  .map(({ times, ...rest }): LedgerFilter => ({ fromMs: Math.min(...times), toMs: Math.max(...times), ...rest }));

/** The definition of a sum, over rows. */
function sumRows(rows: readonly LedgerEntry[]): LedgerSum {
  const accrued = rows.filter(({ state }) => state === 'accrued');
  return {
    accruedWei: accrued.reduce((sum, row) => sum + (row.outcome?.chargeWei ?? 0n), 0n),
    answers: accrued.length,
    inboundTokens: accrued.reduce((sum, row) => sum + (row.outcome?.inboundTokens ?? 0), 0),
    outboundTokens: accrued.reduce((sum, row) => sum + (row.outcome?.outboundTokens ?? 0), 0),
    voids: rows.filter(({ state }) => state === 'void').length,
    energyJoules: accrued.reduce((sum, row) => sum + Math.round((row.outcome?.energyJoules ?? 0) * 1000), 0) / 1000,
  };
}

describe('sums', () => {
  it('equal their rows to the wei, for any requests and any filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 25 }),
        fc.array(filter, { minLength: 5, maxLength: 5 }),
        fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'UTC'),
        async (requests, filters, timeZone) => {
          const ledger = await openLedger({ path: ':memory:', logger: silentLogger, timeZone });
          const dayOf = (atMs: number) => new Date(atMs).toLocaleDateString('sv-SE', { timeZone });
          await Promise.all(
            requests.map(async ({ steps, voided, inboundTokens, outboundTokens, energyJoules, ...change }) => {
              const admission = buildAdmission(change);
              await ledger.admit(admission);
              const outcome = buildOutcome(admission, { inboundTokens, outboundTokens, energyJoules });
              if (steps > 0) await ledger.complete(admission.id, outcome, null);
              if (steps > 1) await ledger.sign(admission.id, testSignature);
              if (steps > 2) await ledger.accrue(admission.id);
              else if (voided) await ledger.void(admission.id, 'QUEUE_CANCELLED');
            }),
          );
          for (const conditions of filters) {
            const rows = ledger.list(conditions, { limit: 500 });
            expect(
              rows.every((row) => row.admittedAtMs >= conditions.fromMs && row.admittedAtMs < conditions.toMs),
            ).toBe(true);
            expect(ledger.sum(conditions)).toEqual(sumRows(rows));
            const keys = [...new Set(rows.map((row) => `${dayOf(row.admittedAtMs)} ${row.model}`))].sort();
            expect(ledger.buckets(conditions)).toEqual(
              keys.map((key) => {
                const [day, model] = key.split(' ');
                return {
                  day,
                  model,
                  ...sumRows(rows.filter((row) => `${dayOf(row.admittedAtMs)} ${row.model}` === key)),
                };
              }),
            );
          }
          await ledger.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
