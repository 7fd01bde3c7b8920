import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, openDatabase } from '../../../../../core/foundation/db/index.ts';
import { type ErrorCode, isExecutorError } from '../../../../../core/foundation/errors/index.ts';

const first: Migration = { name: 'books', sql: 'CREATE TABLE book (id INTEGER PRIMARY KEY, note TEXT NOT NULL)' };
const second: Migration = { name: 'pages', sql: 'ALTER TABLE book ADD COLUMN pages INTEGER NOT NULL DEFAULT 1' };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lloom-db-'));
  path = join(folder, 'deep', 'ledger.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (action: () => unknown): ErrorCode | 'none' => {
  try {
    action();
  } catch (error) {
    if (isExecutorError(error)) return error.code;
    throw error;
  }
  return 'none';
};

const fill = (rows: number) => {
  const database = openDatabase(path, [first]);
  const insert = database.prepare('INSERT INTO book (note) VALUES (?)');
  database.transaction(() => {
    for (let row = 0; row < rows; row += 1) insert.run(`note ${row}`.padEnd(200, '.'));
  })();
  database.close();
};

describe('openDatabase', () => {
  it('creates folder and file for the owner alone', () => {
    openDatabase(path, [first]).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
  });

  it('keeps side files as private as the database', () => {
    const database = openDatabase(path, [first]);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    database.close();
  });

  it('commits to the disk, waits for other writers and checks references', () => {
    const database = openDatabase(path, [first]);
    const setting = (name: string) => database.pragma(name, { simple: true });
    expect([setting('journal_mode'), setting('synchronous'), setting('foreign_keys'), setting('busy_timeout')]).toEqual(
      ['wal', 2n, 1n, 5000n],
    );
    database.close();
  });

  it('reads integers above 2^53 exactly', () => {
    const database = openDatabase(path, [first]);
    const { id } = database
      .prepare<[bigint], { id: bigint }>("INSERT INTO book VALUES (?, '') RETURNING id")
      .get(9_007_199_254_740_993n) ?? { id: 0n };
    expect(id).toBe(9_007_199_254_740_993n);
    database.close();
  });

  it('runs only the steps that the file has not seen, and keeps its rows', () => {
    fill(1);
    const database = openDatabase(path, [first, second]);
    expect(database.prepare('SELECT pages FROM book').all()).toEqual([{ pages: 1n }]);
    expect(database.pragma('user_version', { simple: true })).toBe(2n);
    database.close();
    openDatabase(path, [first, second]).close();
  });

  it('runs no step when one of them fails', () => {
    fill(1);
    const broken: Migration = { name: 'broken', sql: 'CREATE TABLE shelf (id INTEGER); SELECT no_such_function()' };
    expect(codeOf(() => openDatabase(path, [first, second, broken]))).toBe('LEDGER_UNAVAILABLE');
    const database = openDatabase(path, [first]);
    expect(database.prepare('SELECT * FROM book').all()).toHaveLength(1);
    database.close();
  });
});

describe('openDatabase leaves as it is', () => {
  const expectRefusal = (content: Buffer | undefined, migrations: readonly Migration[], code: ErrorCode) => {
    if (content) writeFileSync(path, content);
    const before = readFileSync(path);
    expect(codeOf(() => openDatabase(path, migrations))).toBe(code);
    expect(readFileSync(path).equals(before)).toBe(true);
  };

  it('a file that is no database', () => {
    fill(0);
    expectRefusal(Buffer.from('this was never a database '.repeat(400)), [first], 'LEDGER_CORRUPT');
  });

  it('a database with a destroyed page', () => {
    fill(500);
    const content = readFileSync(path);
    expectRefusal(content.fill(0xff, 4096 * 3, 4096 * 4), [first], 'LEDGER_CORRUPT');
  });

  it('a database cut in the middle', () => {
    fill(500);
    expectRefusal(readFileSync(path).subarray(0, 4096 * 5), [first], 'LEDGER_CORRUPT');
  });

  it('a database of a newer version', () => {
    openDatabase(path, [first, second]).close();
    expectRefusal(undefined, [first], 'LEDGER_NEWER');
  });

  it('a database of another program', () => {
    const database = openDatabase(path, []);
    database.exec('CREATE TABLE theirs (id INTEGER)');
    database.pragma('journal_mode = DELETE');
    database.close();
    expectRefusal(undefined, [first], 'LEDGER_CORRUPT');
  });

  it('a folder in place of the file', () => {
    expect(codeOf(() => openDatabase(folder, [first]))).toBe('LEDGER_UNAVAILABLE');
  });
});
