import type { LedgerEntry, LedgerLane, LedgerSource, LedgerState, Outcome } from './interface.ts';

/** A row of `entries` as SQLite gives it: integers as `bigint`. */
export interface EntryRow {
  readonly seq: bigint;
  readonly id: string;
  readonly identity: string;
  readonly client_address: string;
  readonly client_peer_id: string;
  readonly model: string;
  readonly backend: string;
  readonly payload_hash: string;
  readonly deadline_sec: bigint;
  readonly inbound_price_wei: string;
  readonly outbound_price_wei: string;
  readonly lane: LedgerLane;
  readonly admitted_at_ms: bigint;
  readonly state: LedgerState;
  readonly void_reason: string | null;
  readonly inbound_tokens: bigint | null;
  readonly outbound_tokens: bigint | null;
  readonly counted_by: Outcome['countedBy'] | null;
  readonly source: LedgerSource | null;
  readonly charge_wei: string | null;
  readonly response_hash: string | null;
  readonly time_to_first_token_ms: number | null;
  readonly duration_ms: number | null;
  readonly finished_at_ms: bigint | null;
  readonly metadata: string | null;
  readonly energy_joules: number | null;
  readonly signature: string | null;
}

/** The entry that a row stands for. */
export function toEntry(row: EntryRow): LedgerEntry {
  return {
    id: row.id,
    identity: row.identity,
    clientAddress: row.client_address,
    clientPeerId: row.client_peer_id,
    model: row.model,
    backend: row.backend,
    payloadHash: row.payload_hash,
    deadlineSec: row.deadline_sec,
    inboundPriceWei: BigInt(row.inbound_price_wei),
    outboundPriceWei: BigInt(row.outbound_price_wei),
    lane: row.lane,
    admittedAtMs: Number(row.admitted_at_ms),
    state: row.state,
    voidReason: row.void_reason,
    outcome: toOutcome(row),
    signature: row.signature,
  };
}

/** All columns of an outcome are written together, so one of them tells about all. */
function toOutcome(row: EntryRow): Outcome | null {
  if (row.charge_wei === null) return null;
  return {
    inboundTokens: Number(row.inbound_tokens),
    outboundTokens: Number(row.outbound_tokens),
    countedBy: row.counted_by ?? 'local',
    source: row.source ?? 'backend',
    chargeWei: BigInt(row.charge_wei),
    responseHash: row.response_hash ?? '',
    timeToFirstTokenMs: row.time_to_first_token_ms,
    durationMs: row.duration_ms ?? 0,
    metadata: row.metadata,
    energyJoules: row.energy_joules,
    finishedAtMs: Number(row.finished_at_ms),
  };
}
