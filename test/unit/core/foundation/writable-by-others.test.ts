import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWritableByOthers } from '../../../../core/foundation/writable-by-others.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

function setUp() {
  const folder = tempFolder();
  const inside = join(folder, 'inside');
  mkdirSync(inside, { mode: 0o755 });
  const file = join(inside, 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  return { folder, inside, file };
}

describe.skipIf(process.platform === 'win32')('isWritableByOthers', () => {
  it('is false for a file of ours in a folder of ours', async () => {
    expect(await isWritableByOthers(setUp().file)).toBe(false);
  });

  it.each([0o664, 0o646, 0o666])('is true for a file of mode %o', async (mode) => {
    const { file } = setUp();
    chmodSync(file, mode);
    expect(await isWritableByOthers(file)).toBe(true);
  });

  it('is true where a folder above lets others replace it, unless that is sticky', async () => {
    const { folder, file } = setUp();
    chmodSync(folder, 0o777);
    expect(await isWritableByOthers(file)).toBe(true);
    chmodSync(folder, 0o1777);
    expect(await isWritableByOthers(file)).toBe(false);
  });

  it('is true for a link to a file that others may write, and for a link that others may replace', async () => {
    const { folder, inside, file } = setUp();
    const link = join(inside, 'link');
    symlinkSync(file, link);
    expect(await isWritableByOthers(link)).toBe(false);
    chmodSync(file, 0o666);
    expect(await isWritableByOthers(link)).toBe(true);

    chmodSync(file, 0o644);
    const open = join(folder, 'open');
    mkdirSync(open);
    symlinkSync(file, join(open, 'link'));
    chmodSync(open, 0o777);
    expect(await isWritableByOthers(join(open, 'link'))).toBe(true);
  });

  it('is false for a path that leads nowhere', async () => {
    expect(await isWritableByOthers(join(tempFolder(), 'none'))).toBe(false);
  });
});
