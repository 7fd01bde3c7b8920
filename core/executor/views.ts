import type { Earnings, LedgerRow, Prices, QueueItem, QueueView } from '../control/index.ts';
import { formatEth } from '../foundation/units/index.ts';
import type { LedgerEntry, LedgerFilter, LedgerReader, LedgerSum } from '../money/ledger/index.ts';
import { aboveClientOffer, clientOffer, type Quote } from '../money/pricing/index.ts';
import type { ActiveView, FinishedRequest, QueueStanding, RequestQueue } from '../request/index.ts';
import { problemOf } from './state.ts';

/** The base prices as the contract shows them. */
export function pricesView(base: Quote): Prices {
  const offer = quoteView(clientOffer);
  return {
    inboundEth: formatEth(base.inboundPriceWei),
    outboundEth: formatEth(base.outboundPriceWei),
    inboundWei: base.inboundPriceWei.toString(),
    outboundWei: base.outboundPriceWei.toString(),
    clientOffer: { inboundWei: offer.inboundPriceWei, outboundWei: offer.outboundPriceWei },
    aboveClientOffer: aboveClientOffer(base),
  };
}

/** Sums of the books as the contract shows them. */
export function earningsView(ledger: Pick<LedgerReader, 'sum' | 'buckets'>, filter: LedgerFilter): Earnings {
  const buckets = ledger.buckets(filter).map(({ day, model, ...sum }) => ({ day, model, ...sumView(sum) }));
  return { total: sumView(ledger.sum(filter)), buckets };
}

/** A waiting or running request as the contract shows it. `standing` is null for what is not in the line. */
export function queueItemView(active: ActiveView, standing: QueueStanding | null, nowMs: number): QueueItem {
  const { validated, progress, startedAtMs } = active;
  const outboundTokens = progress?.outboundTokens ?? 0;
  return {
    id: active.id,
    state: startedAtMs === null ? 'waiting' : 'running',
    model: validated.request.payload.model,
    clientPeerId: active.clientPeerId,
    clientAddress: validated.clientAddress,
    acceptedAtMs: active.acceptedAtMs,
    startedAtMs,
    deadlineMs: Number(validated.request.payload.deadline) * 1000,
    lane: active.lane,
    position: standing?.position ?? null,
    expectedWaitMs: standing?.expectedWaitMs ?? null,
    held: standing?.held ?? false,
    outboundTokens,
    maxOutboundTokens: validated.maxOutboundTokens,
    tokensPerSecond: speed(outboundTokens, progress?.timeToFirstTokenMs ?? null, startedAtMs, nowMs),
    chargeSoFarWei: (BigInt(outboundTokens) * validated.quote.outboundPriceWei).toString(),
  };
}

/** Requests as the contract shows them: running and waiting ones in order of arrival, then what just ended. */
export function queueView(
  active: readonly ActiveView[],
  recent: readonly FinishedRequest[],
  queue: Pick<RequestQueue, 'standing' | 'lanes' | 'maxConcurrent'>,
  nowMs: number,
): QueueView {
  const items = active.map((one) => queueItemView(one, queue.standing(one.id), nowMs));
  return {
    items,
    recent: recent.map(finishedView),
    maxConcurrent: queue.maxConcurrent,
    maxWaiting: queue.lanes.reduce((sum, { limit }) => sum + limit, 0),
    lanes: [...queue.lanes],
  };
}

function finishedView({ error, chargeWei, ...rest }: FinishedRequest) {
  const problem = error && problemOf(error.code, error.details);
  return { ...rest, outcome: error?.code ?? 'accrued', problem, chargeWei: chargeWei.toString() };
}

function speed(tokens: number, firstTokenMs: number | null, startedAtMs: number | null, nowMs: number): number | null {
  if (startedAtMs === null || firstTokenMs === null || tokens < 2) return null;
  const generatingMs = nowMs - startedAtMs - firstTokenMs;
  return generatingMs > 0 ? (tokens - 1) / (generatingMs / 1000) : null;
}

/** A request in the books as the contract shows it. */
export function ledgerRowView(entry: LedgerEntry): LedgerRow {
  const { outcome } = entry;
  return {
    id: entry.id,
    identity: entry.identity,
    state: entry.state,
    voidReason: entry.voidReason,
    model: entry.model,
    backend: entry.backend,
    lane: entry.lane,
    source: outcome?.source ?? null,
    clientAddress: entry.clientAddress,
    clientPeerId: entry.clientPeerId,
    admittedAtMs: entry.admittedAtMs,
    finishedAtMs: outcome?.finishedAtMs ?? null,
    inboundPriceWei: entry.inboundPriceWei.toString(),
    outboundPriceWei: entry.outboundPriceWei.toString(),
    inboundTokens: outcome?.inboundTokens ?? null,
    outboundTokens: outcome?.outboundTokens ?? null,
    countedBy: outcome?.countedBy ?? null,
    chargeWei: outcome ? outcome.chargeWei.toString() : null,
    timeToFirstTokenMs: outcome?.timeToFirstTokenMs ?? null,
    durationMs: outcome?.durationMs ?? null,
    energyJoules: outcome?.energyJoules ?? null,
    payloadHash: entry.payloadHash,
    responseHash: outcome?.responseHash ?? null,
    signature: entry.signature,
  };
}

/** A price as the contract shows it. */
export function quoteView({ inboundPriceWei, outboundPriceWei }: Quote) {
  return { inboundPriceWei: inboundPriceWei.toString(), outboundPriceWei: outboundPriceWei.toString() };
}

function sumView({ accruedWei, ...counts }: LedgerSum) {
  return { ...counts, accruedWei: accruedWei.toString() };
}
