import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { defaultSettings, SettingsFile } from '../../../../electron/settings/index.ts';

const bounds = { x: 10, y: 20, width: 1000, height: 700, maximized: false };
let folder: string;
let file: string;
const open = () => new SettingsFile({ clock: { nowMs: () => 42 }, logger: silentLogger }, { file });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lloom-settings-'));
  file = join(folder, 'user', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the settings of the app', () => {
  it('are the defaults on the first start, and nothing is written', async () => {
    expect(await open().load()).toEqual(defaultSettings);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are remembered', async () => {
    const settings = open();
    await settings.save({ theme: 'dark' });
    await settings.save({ bounds });
    expect(await open().load()).toEqual({ version: 1, theme: 'dark', bounds });
  });

  it('keep the last of many saves and leave no scraps', async () => {
    const settings = open();
    for (let x = 0; x < 20; x += 1) void settings.save({ bounds: { ...bounds, x } });
    await settings.flush();
    expect(JSON.parse(await readFile(file, 'utf8')).bounds.x).toBe(19);
    expect(await readdir(join(folder, 'user'))).toEqual(['settings.json']);
  });

  it.each([
    ['cut short', '{"version":1,"theme":'],
    ['of another version', '{"version":2,"theme":"dark","bounds":null}'],
    ['with an impossible value', '{"version":1,"theme":"pink","bounds":null}'],
    ['empty', ''],
  ])('set a file %s aside, and go on with the defaults', async (_name, text) => {
    await mkdir(join(folder, 'user'));
    await writeFile(file, text);
    const settings = open();
    expect(await settings.load()).toEqual(defaultSettings);
    await settings.save({ theme: 'light' });
    expect(await readFile(`${file}.unreadable-42`, 'utf8')).toBe(text);
    expect(JSON.parse(await readFile(file, 'utf8')).theme).toBe('light');
  });

  it('do not stop the app when they cannot be saved', async () => {
    await writeFile(join(folder, 'user'), 'a file where the folder should be');
    const settings = open();
    await expect(settings.save({ theme: 'dark' })).resolves.toBeUndefined();
    expect(settings.get().theme).toBe('dark');
  });
});
