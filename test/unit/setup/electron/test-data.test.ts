import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseTestData } from '../../../setup/electron/test-data.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

const choose = async (named?: string) => {
  const data = await chooseTestData({ LLOOM_DATA_DIR: named, HOME: '/home/nobody' });
  onTestFinished(() => data.end());
  return data;
};
/** Writes a key the way an app does that runs on the folder. */
const makeKey = (folder: string) => writeFileSync(join(folder, 'identity_key'), 'a key');

describe('the data folder of the test runtime', () => {
  it('is a new one, deleted at the end, when none is named', async () => {
    const data = await choose();
    expect(data).toMatchObject({ isThrowAway: true, refused: null });
    expect(readdirSync(data.folder)).toEqual([]);
    data.end();
    expect(existsSync(data.folder)).toBe(false);
  });

  it('is the named one again and again while the key in it is its own', async () => {
    const named = tempFolder();
    const first = await choose(named);
    expect(first).toMatchObject({ folder: named, isThrowAway: false, refused: null });
    makeKey(named);
    first.end();
    expect(await choose(named)).toMatchObject({ folder: named, isThrowAway: false });
    expect(existsSync(join(named, 'identity_key'))).toBe(true);
  });

  it('is never one with a key that it did not make', async () => {
    const named = tempFolder();
    makeKey(named);
    const data = await choose(named);
    expect(data).toMatchObject({ isThrowAway: true, refused: named });
    expect(data.folder).not.toBe(named);
    data.end();
    expect(readdirSync(named)).toEqual(['identity_key']);
    expect(await choose(named)).toMatchObject({ refused: named });
  });

  it('is no longer the named one when another key took the place of its own', async () => {
    const named = tempFolder();
    const first = await choose(named);
    makeKey(named);
    first.end();
    utimesSync(join(named, 'identity_key'), 1, 1);
    expect(await choose(named)).toMatchObject({ isThrowAway: true, refused: named });
  });

  it('is never one with a ledger alone, or with settings that name a key elsewhere or cannot be read', async () => {
    const [ledger, elsewhere, broken, keys] = [tempFolder(), tempFolder(), tempFolder(), tempFolder()];
    writeFileSync(join(ledger, 'executor.sqlite'), '');
    makeKey(keys);
    writeFileSync(join(elsewhere, 'config.toml'), `[identity]\nprivate_key_path = '${join(keys, 'identity_key')}'\n`);
    writeFileSync(join(broken, 'config.toml'), 'no settings');
    for (const named of [ledger, elsewhere, broken]) expect(await choose(named)).toMatchObject({ refused: named });
  });
});
