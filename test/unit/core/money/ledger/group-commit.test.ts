import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../../../../core/foundation/db/index.ts';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { GroupCommit } from '../../../../../core/money/ledger/group-commit.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const migrations = [{ name: 'words', sql: 'CREATE TABLE words (word TEXT UNIQUE NOT NULL) STRICT' }];
let database: Database;
let commits: number;
let syncs: number;
let failSync: boolean;
let group: GroupCommit;

beforeEach(() => {
  database = openDatabase(join(tempFolder(), 'words.sqlite'), migrations);
  onTestFinished(() => void database.close());
  commits = 0;
  syncs = 0;
  failSync = false;
  const disk = {
    async sync() {
      syncs++;
      if (failSync) throw new ExecutorError('LEDGER_UNAVAILABLE');
    },
  };
  group = new GroupCommit({ database, disk }, { maxBatch: 4, onCommit: () => commits++ });
});

const add = (word: unknown) => group.run(() => database.prepare('INSERT INTO words VALUES (?)').run(word).changes);
const words = () =>
  database
    .prepare<[], { word: string }>('SELECT word FROM words')
    .all()
    .map(({ word }) => word);
const statusOf = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map(({ status }) => status === 'fulfilled');

describe('GroupCommit', () => {
  it('gives each caller its own result, in the order of the calls', async () => {
    expect(await Promise.all([add('a'), group.run(() => words().length), add('b')])).toEqual([1, 1, 1]);
    expect(words()).toEqual(['a', 'b']);
  });

  it('waits for the disk once for a batch, and only for writes that ask for it', async () => {
    await group.run(() => {}, { durable: false });
    expect(syncs).toBe(0);
    await Promise.all([group.run(() => {}, { durable: false }), add('a'), add('b')]);
    expect(syncs).toBe(1);
  });

  it('fails the writes that asked for the disk when it fails', async () => {
    failSync = true;
    expect(await statusOf([add('a'), group.run(() => {}, { durable: false })])).toEqual([false, true]);
  });

  it('does not wait for the end of the turn once it has a small batch', async () => {
    const prompt = new GroupCommit({ database, disk: { sync: async () => {} } }, { promptBatch: 3 });
    let turnEnded = false;
    setImmediate(() => {
      turnEnded = true;
    });
    const write = (word: string) =>
      prompt.run(() => database.prepare('INSERT INTO words VALUES (?)').run(word), { durable: false });
    await Promise.all(['a', 'b', 'c'].map(write));
    expect(turnEnded).toBe(false);
    await write('d');
    expect(turnEnded).toBe(true);
  });

  it('commits no more than a batch at a time', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, number) => add(`word ${number}`)));
    expect(commits).toBe(3);
  });

  it('lets other work go on between two batches', async () => {
    const order: string[] = [];
    const writes = Array.from({ length: 8 }, (_, number) => add(`${number}`).then(() => order.push('write')));
    setImmediate(() => setImmediate(() => order.push('other')));
    await Promise.all(writes);
    expect(order.indexOf('other')).toBeLessThan(order.lastIndexOf('write'));
  });

  it('fails one refusal alone', async () => {
    const fail = (): never => {
      throw new ExecutorError('LEDGER_CONFLICT');
    };
    expect(await statusOf([add('a'), group.run(fail), add('b')])).toEqual([true, false, true]);
    expect(words()).toEqual(['a', 'b']);
  });

  it('fails one broken constraint or value alone, and writes the others once', async () => {
    expect(await statusOf([add('a'), add('a'), add(null), add(Symbol('no')), add('b')])).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(words()).toEqual(['a', 'b']);
  });

  it('fails the whole batch when the disk is full, leaves nothing of it, and works again when there is space', async () => {
    const pages = database.pragma('page_count', { simple: true });
    database.pragma(`max_page_count = ${pages}`);
    const writes = await Promise.allSettled([add('small'), add('x'.repeat(1_000_000)), add('small too')]);
    for (const write of writes)
      expect(write).toMatchObject({ reason: { code: 'LEDGER_UNAVAILABLE', details: { reason: 'SQLITE_FULL' } } });
    expect(words()).toEqual([]);
    expect(commits).toBe(0);
    database.pragma('max_page_count = 1000000');
    await add('small');
    expect(words()).toEqual(['small']);
  });

  it('fails what comes when the file cannot be written, without an end of the process', async () => {
    database.pragma('query_only = ON');
    await expect(add('a')).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    database.pragma('query_only = OFF');
    await add('b');
    expect(words()).toEqual(['b']);
  });
});
