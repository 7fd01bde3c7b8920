import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { acquireFolderLock } from '../../../../../core/foundation/lock/index.ts';
import { startProgram } from '../../../../utils/child-program.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const holderProgram = fileURLToPath(new URL('../../../../fixtures/programs/lock-holder.ts', import.meta.url));

async function startHolder(folder: string, face: 'app' | 'cli' = 'cli') {
  const program = startProgram(holderProgram, [folder, face]);
  const report = JSON.parse((await program.nextLine()) ?? 'null') as {
    won: boolean;
    pid?: number;
    code?: string;
    details?: { pid: number | null; face: string };
  };
  return { ...program, report };
}

const acquire = (folder: string, face: 'app' | 'cli' = 'cli') =>
  acquireFolderLock({ folder, face, controlSocket: join(folder, 'control.sock') });

describe('the lock of a data folder', () => {
  it('names the holder to the one who comes second', async () => {
    const folder = tempFolder();
    const lock = await acquire(folder, 'app');
    await expect(acquire(folder)).rejects.toMatchObject({
      code: 'EXECUTOR_ALREADY_RUNNING',
      details: {
        pid: process.pid,
        face: 'app',
        since: new Date(lock.holder.startedAtMs).toISOString(),
        controlSocket: join(folder, 'control.sock'),
      },
    });
    const otherProcess = await startHolder(folder);
    expect(otherProcess.report).toMatchObject({ won: false, details: { pid: process.pid } });
    await lock.release();
  });

  it('is free again after its release, which may be called twice', async () => {
    const folder = tempFolder();
    const first = await acquire(folder);
    await first.release();
    await first.release();
    expect(first.isHeld).toBe(false);
    const second = await acquire(folder);
    expect(second.isHeld).toBe(true);
    await second.release();
    expect(existsSync(join(folder, 'executor.holder.json'))).toBe(false);
  });

  it('stays with the second holder when the first releases once more', async () => {
    const folder = tempFolder();
    const first = await acquire(folder);
    await first.release();
    const second = await acquire(folder);
    await first.release();
    await expect(acquire(folder)).rejects.toMatchObject({ code: 'EXECUTOR_ALREADY_RUNNING' });
    await second.release();
  });

  it('keeps another process out, and lets it in at once after kill -9', async () => {
    const folder = tempFolder();
    const first = await startHolder(folder, 'app');
    expect(first.report).toMatchObject({ won: true });
    const second = await startHolder(folder);
    expect(second.report).toMatchObject({
      won: false,
      code: 'EXECUTOR_ALREADY_RUNNING',
      details: { pid: first.report.pid, face: 'app' },
    });
    first.process.kill('SIGKILL');
    await first.ended;
    const third = await startHolder(folder);
    expect(third.report).toMatchObject({ won: true });
  });

  it('goes to exactly one of eight processes that start at once after a kill -9', async () => {
    const folder = tempFolder();
    const crashed = await startHolder(folder);
    crashed.process.kill('SIGKILL');
    await crashed.ended;
    const starters = await Promise.all(Array.from({ length: 8 }, () => startHolder(folder)));
    const winners = starters.filter((starter) => starter.report.won);
    expect(winners).toHaveLength(1);
    for (const loser of starters.filter((starter) => !starter.report.won))
      expect(loser.report).toMatchObject({
        code: 'EXECUTOR_ALREADY_RUNNING',
        details: { pid: winners[0]?.report.pid },
      });
  }, 60_000);

  it('is not kept by a crashed holder whose process id is in use again', async () => {
    const folder = tempFolder();
    const stale = { pid: process.pid, face: 'app', controlSocket: '/gone', startedAtMs: 1 };
    writeFileSync(join(folder, 'executor.holder.json'), JSON.stringify(stale));
    const lock = await acquire(folder);
    expect(lock.isHeld).toBe(true);
    const written: unknown = JSON.parse(readFileSync(join(folder, 'executor.holder.json'), 'utf8'));
    expect(written).toMatchObject({ pid: process.pid, face: 'cli' });
    await lock.release();
  });

  it('refuses within its limit when nobody can be named', async () => {
    const folder = tempFolder();
    const lock = await acquire(folder);
    writeFileSync(join(folder, 'executor.holder.json'), 'cut of');
    await expect(acquire(folder)).rejects.toMatchObject({ code: 'EXECUTOR_ALREADY_RUNNING', details: { pid: null } });
    await lock.release();
  });

  it('creates a missing folder for this user alone', async () => {
    const folder = join(tempFolder(), 'new', 'folder');
    const lock = await acquire(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  it('says so when the folder is a file, and when the lock file is another one', async () => {
    const folder = tempFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(acquire(file)).rejects.toMatchObject({ code: 'EXECUTOR_FOLDER_UNUSABLE' });
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'executor.lock'), 'some text of another program\n');
    await expect(acquire(join(folder, 'other'))).rejects.toMatchObject({
      code: 'EXECUTOR_FOLDER_UNUSABLE',
      details: { reason: 'SQLITE_NOTADB' },
    });
  });
});
