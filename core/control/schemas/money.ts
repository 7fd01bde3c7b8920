import { z } from 'zod';
import { count, requestId, timeMs, weiText } from './common.ts';

/** Times are wall milliseconds, `fromMs` inclusive, `toMs` exclusive. */
export const ledgerFilter = z.strictObject({
  fromMs: timeMs,
  toMs: timeMs,
  model: z.string().max(512).optional(),
  state: z.enum(['admitted', 'unsigned', 'signed', 'accrued', 'void']).optional(),
});

const sum = {
  accruedWei: weiText,
  answers: count,
  inboundTokens: count,
  outboundTokens: count,
  voids: count,
  /** Electrical energy of those answers for which it was measured. */
  energyJoules: z.number().nonnegative(),
};

export const earningsBucket = z.strictObject({ day: z.iso.date(), model: z.string(), ...sum });
export type EarningsBucket = z.infer<typeof earningsBucket>;

/** Sum and buckets of one filter, from one query. */
export const earnings = z.strictObject({ total: z.strictObject(sum), buckets: z.array(earningsBucket) });
export type Earnings = z.infer<typeof earnings>;

/** One request in the books; fields after the outcome are null until it is known. */
export const ledgerRow = z.strictObject({
  id: requestId,
  identity: z.string(),
  state: z.enum(['admitted', 'unsigned', 'signed', 'accrued', 'void']),
  voidReason: z.string().nullable(),
  model: z.string(),
  backend: z.string(),
  /** Lane of the queue that it took. */
  lane: z.enum(['high', 'normal', 'low']),
  /** Where its answer came from: the backend, the cache, or another request's generation that was under way. */
  source: z.enum(['backend', 'cache', 'shared']).nullable(),
  clientAddress: z.string(),
  clientPeerId: z.string(),
  admittedAtMs: timeMs,
  finishedAtMs: timeMs.nullable(),
  inboundPriceWei: weiText,
  outboundPriceWei: weiText,
  inboundTokens: count.nullable(),
  outboundTokens: count.nullable(),
  countedBy: z.enum(['backend', 'local']).nullable(),
  chargeWei: weiText.nullable(),
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** Electrical energy of its generation; null where no power is measured. */
  energyJoules: z.number().nonnegative().nullable(),
  payloadHash: z.string(),
  responseHash: z.string().nullable(),
  signature: z.string().nullable(),
});
export type LedgerRow = z.infer<typeof ledgerRow>;

/** The two base prices. */
export const prices = z.strictObject({
  /** ETH per model token as written in the configuration. */
  inboundEth: z.string(),
  outboundEth: z.string(),
  inboundWei: weiText,
  outboundWei: weiText,
  /** What today's network client offers; asking more means that it is refused. */
  clientOffer: z.strictObject({ inboundWei: weiText, outboundWei: weiText }),
  /** True when either price is above the offer of today's client. */
  aboveClientOffer: z.boolean(),
});
export type Prices = z.infer<typeof prices>;
