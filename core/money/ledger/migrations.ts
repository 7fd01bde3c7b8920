import type { Migration } from '../../foundation/db/index.ts';

/** Every step of the ledger's form since the first release, oldest first. */
export const migrations: readonly Migration[] = [
  {
    name: 'entries, their replay keys, and the sums of each day and model',
    sql: `
      CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        identity TEXT NOT NULL,
        client_address TEXT NOT NULL,
        client_peer_id TEXT NOT NULL,
        model TEXT NOT NULL,
        backend TEXT NOT NULL,
        payload_hash TEXT NOT NULL,
        deadline_sec INTEGER NOT NULL,
        inbound_price_wei TEXT NOT NULL,
        outbound_price_wei TEXT NOT NULL,
        admitted_at_ms INTEGER NOT NULL,
        day TEXT NOT NULL,
        time_zone TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('admitted', 'unsigned', 'signed', 'accrued', 'void')),
        void_reason TEXT,
        inbound_tokens INTEGER,
        outbound_tokens INTEGER,
        counted_by TEXT,
        charge_wei TEXT,
        response_hash TEXT,
        time_to_first_token_ms REAL,
        duration_ms REAL,
        finished_at_ms INTEGER,
        signature TEXT,
        CHECK ((state = 'void') = (void_reason IS NOT NULL)),
        CHECK (state IN ('admitted', 'void') OR charge_wei IS NOT NULL),
        CHECK (state NOT IN ('signed', 'accrued') OR signature IS NOT NULL),
        UNIQUE (client_address, payload_hash)
      ) STRICT;
      CREATE INDEX entries_by_time ON entries (admitted_at_ms);
      CREATE INDEX entries_by_model ON entries (model, admitted_at_ms);
      CREATE INDEX entries_not_accrued ON entries (state, admitted_at_ms) WHERE state <> 'accrued';
      CREATE TABLE day_sums (
        day TEXT NOT NULL,
        model TEXT NOT NULL,
        first_ms INTEGER NOT NULL,
        last_ms INTEGER NOT NULL,
        answers INTEGER NOT NULL DEFAULT 0,
        inbound_tokens INTEGER NOT NULL DEFAULT 0,
        outbound_tokens INTEGER NOT NULL DEFAULT 0,
        accrued_wei TEXT NOT NULL DEFAULT '0',
        voids INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, model)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    name: 'lane of the queue, source of the answer, and what hooks noted',
    sql: `
      ALTER TABLE entries ADD COLUMN lane TEXT NOT NULL DEFAULT 'normal' CHECK (lane IN ('high', 'normal', 'low'));
      ALTER TABLE entries ADD COLUMN source TEXT CHECK (source IN ('backend', 'cache', 'shared'));
      ALTER TABLE entries ADD COLUMN metadata TEXT CHECK (length(metadata) <= 16384);
    `,
  },
  {
    name: 'electrical energy of a generation',
    sql: 'ALTER TABLE entries ADD COLUMN energy_joules REAL CHECK (energy_joules >= 0);',
  },
  {
    name: 'energy of the answers of a day and model',
    sql: `
      ALTER TABLE day_sums ADD COLUMN energy_millijoules INTEGER NOT NULL DEFAULT 0;
      UPDATE day_sums SET energy_millijoules = (
        SELECT coalesce(sum(CAST(round(energy_joules * 1000) AS INTEGER)), 0) FROM entries
        WHERE entries.day = day_sums.day AND entries.model = day_sums.model AND state = 'accrued'
      );
    `,
  },
];
