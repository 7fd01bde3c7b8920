import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freeStaleLock, takeLock } from '../../../setup/system/lock-file.mjs';
import { tempFolder } from '../../../utils/temp-folder.ts';

const lockPath = () => join(tempFolder(), 'lock');

describe('a lock file', () => {
  it('is held by one, who is named in it, until it is released', () => {
    const path = lockPath();
    const held = takeLock(path);
    expect(takeLock(path)).toBeUndefined();
    expect(freeStaleLock(path)).toEqual({ isFree: false, holder: process.pid });
    held?.release();
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is free when its process id belongs to another process now', () => {
    const path = lockPath();
    takeLock(path);
    writeFileSync(path, `${process.pid} 1`);
    expect(freeStaleLock(path).isFree).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is free when it is older than the start of the computer', () => {
    const path = lockPath();
    writeFileSync(path, String(process.pid));
    expect(freeStaleLock(path).isFree).toBe(false);
    utimesSync(path, 1, 1);
    expect(freeStaleLock(path).isFree).toBe(true);
  });

  it('without a name is held for a moment only', () => {
    const path = lockPath();
    writeFileSync(path, '');
    expect(freeStaleLock(path).isFree).toBe(false);
    utimesSync(path, Date.now() / 1000 - 10, Date.now() / 1000 - 10);
    expect(freeStaleLock(path).isFree).toBe(true);
  });

  it('can be passed to another process, and is not released by one that lost it', () => {
    const path = lockPath();
    const held = takeLock(path);
    held?.passTo(process.ppid);
    expect(freeStaleLock(path)).toEqual({ isFree: false, holder: process.ppid });
    writeFileSync(path, '1 of another');
    held?.release();
    expect(readFileSync(path, 'utf8')).toBe('1 of another');
  });
});
