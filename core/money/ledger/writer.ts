import type { Database } from '../../foundation/db/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Calendar } from './calendar.ts';
import { type DaySums, energyMillijoules, prepareDaySums } from './day-sums.ts';
import type { Admission, LedgerState, Outcome } from './interface.ts';

/** The changes of state, each to be called inside a transaction. They throw `ExecutorError` before writing anything. */
export interface Transitions {
  admit(admission: Admission): void;
  complete(id: string, outcome: Outcome, backend: string | null): void;
  sign(id: string, signature: string): void;
  accrue(id: string): void;
  void(id: string, reason: string): void;
  /** Voids everything that is neither accrued nor void. Returns how many. */
  voidOpen(reason: string): number;
}

interface Voided {
  readonly day: string;
  readonly model: string;
}

interface Accrued extends Voided {
  readonly inbound_tokens: bigint;
  readonly outbound_tokens: bigint;
  readonly charge_wei: string;
  readonly energy_millijoules: bigint;
}

/** Prepares the statements of a ledger's changes. */
export function prepareTransitions({ database, calendar }: { database: Database; calendar: Calendar }): Transitions {
  const sums: DaySums = prepareDaySums(database);
  const insert = database.prepare(`
    INSERT INTO entries (id, identity, client_address, client_peer_id, model, backend, payload_hash, deadline_sec,
      inbound_price_wei, outbound_price_wei, lane, admitted_at_ms, day, time_zone, state)
    VALUES (:id, :identity, :clientAddress, :clientPeerId, :model, :backend, :payloadHash, :deadlineSec,
      :inboundPriceWei, :outboundPriceWei, :lane, :admittedAtMs, :day, :timeZone, 'admitted')
    ON CONFLICT DO NOTHING`);
  const complete = database.prepare(`
    UPDATE entries SET state = 'unsigned', inbound_tokens = :inboundTokens, outbound_tokens = :outboundTokens,
      counted_by = :countedBy, source = :source, metadata = :metadata, charge_wei = :chargeWei, response_hash = :responseHash,
      time_to_first_token_ms = :timeToFirstTokenMs, duration_ms = :durationMs, energy_joules = :energyJoules,
      finished_at_ms = :finishedAtMs, backend = COALESCE(:backend, backend)
    WHERE id = :id AND state = 'admitted'`);
  const sign = database.prepare(
    "UPDATE entries SET state = 'signed', signature = :signature WHERE id = :id AND state = 'unsigned'",
  );
  const accrue = database.prepare<[string], Accrued>(`
    UPDATE entries SET state = 'accrued' WHERE id = ? AND state = 'signed'
    RETURNING day, model, inbound_tokens, outbound_tokens, charge_wei, ${energyMillijoules}`);
  const voidOne = database.prepare<[string, string], Voided>(`
    UPDATE entries SET state = 'void', void_reason = ?
    WHERE id = ? AND state IN ('admitted', 'unsigned', 'signed') RETURNING day, model`);
  const voidOpen = database.prepare<[string], Voided>(`
    UPDATE entries SET state = 'void', void_reason = ?
    WHERE state <> 'accrued' AND state IN ('admitted', 'unsigned', 'signed') RETURNING day, model`);
  const state = database.prepare<[string], { state: LedgerState }>('SELECT state FROM entries WHERE id = ?');

  function conflict(id: string): ExecutorError {
    return new ExecutorError('LEDGER_CONFLICT', { id, state: state.get(id)?.state ?? 'none' });
  }

  return {
    admit(admission) {
      const day = calendar.dayOf(admission.admittedAtMs);
      const { changes } = insert.run({
        ...admission,
        inboundPriceWei: admission.inboundPriceWei.toString(),
        outboundPriceWei: admission.outboundPriceWei.toString(),
        day,
        timeZone: calendar.timeZone,
      });
      if (changes === 0)
        throw state.get(admission.id) ? conflict(admission.id) : new ExecutorError('VALIDATION_REPLAYED');
      sums.extend(day, admission.model, admission.admittedAtMs);
    },
    complete(id, outcome, backend) {
      const { changes } = complete.run({ ...outcome, id, backend, chargeWei: outcome.chargeWei.toString() });
      if (changes === 0) throw conflict(id);
    },
    sign(id, signature) {
      if (sign.run({ id, signature }).changes === 0) throw conflict(id);
    },
    accrue(id) {
      const row = accrue.get(id);
      if (row === undefined) throw conflict(id);
      sums.addAnswer(row.day, row.model, {
        inboundTokens: row.inbound_tokens,
        outboundTokens: row.outbound_tokens,
        chargeWei: BigInt(row.charge_wei),
        energyMillijoules: row.energy_millijoules,
      });
    },
    void(id, reason) {
      const row = voidOne.get(reason, id);
      if (row !== undefined) sums.addVoid(row.day, row.model);
      else if (state.get(id)?.state !== 'void') throw conflict(id);
    },
    voidOpen(reason) {
      const rows = voidOpen.all(reason);
      for (const { day, model } of rows) sums.addVoid(day, model);
      return rows.length;
    },
  };
}
