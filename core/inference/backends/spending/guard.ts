import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { SpendingBooks } from './books.ts';
import type { ExpectedUse, Reservation, SpendingGuard, SpendingLimits } from './interface.ts';
import { costMicroUsd, priceOf } from './prices.ts';
import { createUsageFile } from './usage-file.ts';

/** Model tokens each way that must still be affordable for a model to be offered. */
const SMALL_USE = 1000;

/**
 * Makes the guard of the limits.
 *
 * @param options.file - Where what was used is kept over restarts; null keeps nothing.
 * @returns null when nothing is limited.
 */
export function createSpendingGuard(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  { limits, file }: { readonly limits: SpendingLimits; readonly file: string | null },
): SpendingGuard | null {
  const { maxRequestsPerMinute, maxTokensPerMinute, maxCostPerDayUsd } = limits;
  if (maxRequestsPerMinute === null && maxTokensPerMinute === null && maxCostPerDayUsd === null) return null;
  const books = new SpendingBooks({ clock, logger, file: createUsageFile(file) });
  const maxMicroUsd = (maxCostPerDayUsd ?? Number.POSITIVE_INFINITY) * 1e6;

  const exhausted = (limit: string, untilMs: number | null, reason?: string) =>
    new ExecutorError('BACKEND_LIMIT_REACHED', {
      limit,
      until: untilMs === null ? null : new Date(untilMs).toISOString(),
      ...(reason === undefined ? {} : { reason }),
    });

  /** What a request may cost; 0 where cost is not limited. */
  function costOf(model: string, inboundTokens: number, outboundTokens: number): number {
    if (maxCostPerDayUsd === null) return 0;
    const price = priceOf(model, limits.prices);
    if (price === null) throw new ExecutorError('BACKEND_PRICE_UNKNOWN', {});
    return costMicroUsd(price, inboundTokens, outboundTokens);
  }

  /** What was put aside must be in the file before anything is spent: a crash then counts too much, never too little. */
  async function write(): Promise<void> {
    try {
      await books.save();
    } catch (error) {
      logger.error('What is used of the hosted service cannot be written down', {
        reason: (error as NodeJS.ErrnoException).code ?? 'unknown',
      });
      throw exhausted('openai_limits', null, 'file');
    }
  }

  async function reserve(model: string, use: ExpectedUse): Promise<Reservation> {
    await books.load();
    const nowMs = clock.nowMs();
    const cost = costOf(model, use.inboundAtMost, use.outboundAtMost);
    if (maxCostPerDayUsd !== null && books.costToday() + cost > maxMicroUsd) {
      const reason = Number.isFinite(books.costToday()) ? undefined : 'file';
      throw exhausted('max_cost_per_day_usd', books.nextDayMs(), reason);
    }
    const tokens = use.inboundAbout + use.outboundAtMost;
    const limit = maxTokensPerMinute ?? Number.POSITIVE_INFINITY;
    const fitsAtMs = books.tokens.fitsAtMs(nowMs, tokens, limit);
    if (fitsAtMs !== nowMs) throw exhausted('max_tokens_per_minute', fitsAtMs);
    const correctTokens = books.tokens.add(nowMs, tokens);
    const correctCost = books.addCost(cost);
    let settled = false;
    const settle: Reservation['settle'] = ({ inboundTokens, outboundTokens }) => {
      if (settled) return;
      settled = true;
      correctTokens(inboundTokens + outboundTokens);
      correctCost(costOf(model, inboundTokens, outboundTokens));
      // The next request writes it as well, and meanwhile the file says too much.
      books.save().catch(() => {});
    };
    await write().catch((error: unknown) => {
      settle({ inboundTokens: 0, outboundTokens: 0 });
      throw error;
    });
    return { settle };
  }

  return {
    reserve,
    async whyNotToday(model) {
      if (maxCostPerDayUsd === null) return null;
      await books.load();
      if (priceOf(model, limits.prices) === null) {
        return 'What it costs is not known: name it in [openai_limits.prices], or take max_cost_per_day_usd out.';
      }
      if (books.costToday() + costOf(model, SMALL_USE, SMALL_USE) <= maxMicroUsd) return null;
      const until = new Date(books.nextDayMs()).toISOString().slice(0, 16).replace('T', ' ');
      const isKnown = Number.isFinite(books.costToday());
      const why = isKnown
        ? 'The hosted service has cost what max_cost_per_day_usd allows'
        : 'What the hosted service has cost today cannot be read from hosted_usage.json';
      return `${why}; it is asked again from ${until} UTC on.`;
    },
    async countRequest() {
      if (maxRequestsPerMinute === null) return;
      await books.load();
      const nowMs = clock.nowMs();
      const fitsAtMs = books.requests.fitsAtMs(nowMs, 1, maxRequestsPerMinute);
      if (fitsAtMs !== nowMs) throw exhausted('max_requests_per_minute', fitsAtMs);
      books.requests.add(nowMs, 1);
      await write();
    },
  };
}
