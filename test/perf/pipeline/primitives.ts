import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../core/foundation/db/index.ts';
import { keccak256, randomIdentity, signMessage, verifyMessage } from '../../../core/identity/index.ts';

/** Milliseconds of what no request can do without: verify, sign, one hash of an answer, three commits of one row. */
export async function primitivesMs(rounds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lloom-primitives-'));
  const sql = 'CREATE TABLE entries (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;';
  const database = openDatabase(join(folder, 'plain.sqlite'), [{ name: 'one table', sql }]);
  database.pragma('synchronous = NORMAL');
  const insert = database.prepare("INSERT INTO entries (id, state) VALUES (?, 'admitted')");
  const update = database.prepare('UPDATE entries SET state = ? WHERE id = ?');
  const identity = randomIdentity();
  const payload = {
    content: 'A bounded queue keeps a server honest: it says no early instead of late.',
    inbound_tokens: 40n,
    outbound_tokens: 18n,
    total_cost: '38000000000000000',
    model_used: 'model-a',
    error: null,
  };
  const { message } = signMessage('LlmResponse', payload, identity, 1n);
  const bytes = new TextEncoder().encode(JSON.stringify({ ...payload, inbound_tokens: 40, outbound_tokens: 18 }));
  try {
    const startedAtMs = performance.now();
    for (let id = 0; id < rounds; id += 1) {
      if (!verifyMessage('LlmResponse', message, { nowSec: 1 }).ok) throw new Error('not verified');
      insert.run(id);
      update.run('unsigned', id);
      identity.sign(keccak256(bytes));
      update.run('accrued', id);
    }
    return (performance.now() - startedAtMs) / rounds;
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
