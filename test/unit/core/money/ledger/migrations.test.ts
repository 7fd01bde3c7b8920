import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../../../core/foundation/db/index.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { openLedger } from '../../../../../core/money/ledger/index.ts';
import { migrations } from '../../../../../core/money/ledger/migrations.ts';
import { buildAdmission, buildOutcome, testSignature } from '../../../../utils/ledger.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const atMs = Date.UTC(2026, 0, 15, 12);

/** One accrued and one open request, with the columns that there were from the beginning. */
function writeFirstRows(database: Database): void {
  const insert = database.prepare(`
    INSERT INTO entries (id, identity, client_address, client_peer_id, model, backend, payload_hash, deadline_sec,
      inbound_price_wei, outbound_price_wei, admitted_at_ms, day, time_zone, state, inbound_tokens, outbound_tokens,
      counted_by, charge_wei, response_hash, duration_ms, finished_at_ms, signature)
    VALUES (?, '0x1', '0x2', 'peer', 'model-a', 'lmstudio', ?, 1800000000, '5', '7', ${atMs}, '2026-01-15', 'UTC', ?,
      10, 20, 'backend', '190', 'ab', 100, ${atMs}, ?)`);
  insert.run('old-accrued', 'aa', 'accrued', '07');
  insert.run('old-open', 'bb', 'unsigned', null);
  database.exec(`INSERT INTO day_sums (day, model, first_ms, last_ms, answers, inbound_tokens, outbound_tokens, accrued_wei)
    VALUES ('2026-01-15', 'model-a', ${atMs}, ${atMs}, 1, 10, 20, '190')`);
}

describe('a ledger that an earlier version wrote', () => {
  it.each(migrations.map((_, at) => at + 1))('is read and written on after step %i', async (version) => {
    const path = join(tempFolder(), 'executor.sqlite');
    const database = openDatabase(path, migrations.slice(0, version));
    writeFirstRows(database);
    const knowsEnergy = version >= 3;
    if (knowsEnergy) database.exec('UPDATE entries SET energy_joules = 12.3456');
    if (version >= 4) database.exec('UPDATE day_sums SET energy_millijoules = 12346');
    database.close();

    const ledger = await openLedger({ path, logger: silentLogger, timeZone: 'UTC' });
    expect(await ledger.recover()).toBe(1);
    expect(ledger.get('old-accrued')).toMatchObject({
      state: 'accrued',
      lane: 'normal',
      outcome: { chargeWei: 190n, source: 'backend', energyJoules: knowsEnergy ? 12.3456 : null },
    });
    const oldJoules = knowsEnergy ? 12.346 : 0;
    expect(ledger.sum(always)).toMatchObject({ accruedWei: 190n, answers: 1, voids: 1, energyJoules: oldJoules });

    const admission = buildAdmission({ admittedAtMs: atMs, model: 'model-a' });
    await ledger.admit(admission);
    await ledger.complete(admission.id, buildOutcome(admission, { energyJoules: 0.0014 }), null);
    await ledger.sign(admission.id, testSignature);
    await ledger.accrue(admission.id);
    expect(ledger.sum(always)).toMatchObject({ answers: 2, energyJoules: knowsEnergy ? 12.347 : 0.001 });
    await ledger.close();
  });
});
