import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskSync, openDatabase } from '../../../../../core/foundation/db/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const migrations = [{ name: 'words', sql: 'CREATE TABLE words (word TEXT NOT NULL) STRICT' }];

describe('disk sync', () => {
  it('works beside SQLite, as often as it is asked, and leaves its files alone', async () => {
    const path = join(tempFolder(), 'words.sqlite');
    const database = openDatabase(path, migrations);
    onTestFinished(() => void database.close());
    database.pragma('synchronous = NORMAL');
    const disk = createDiskSync(path);
    for (let word = 0; word < 20; word += 1) {
      database.prepare('INSERT INTO words VALUES (?)').run(String(word));
      await Promise.all([disk.sync(), disk.sync(), disk.sync()]);
    }
    await disk.close();
    await disk.close();
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(database.prepare('SELECT count(*) FROM words').pluck().get()).toBe(20n);
  });

  it('has nothing to wait for in memory', async () => {
    const disk = createDiskSync(':memory:');
    await disk.sync();
    await disk.close();
  });

  it('fails, and works again once the file is there', async () => {
    const path = join(tempFolder(), 'words.sqlite');
    const disk = createDiskSync(path);
    await expectCode(disk.sync(), 'LEDGER_UNAVAILABLE');
    const database = openDatabase(path, migrations);
    onTestFinished(() => void database.close());
    await disk.sync();
    await disk.close();
  });
});
