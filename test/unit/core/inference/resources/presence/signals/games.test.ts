import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CommandList,
  ps,
  tasklist,
} from '../../../../../../../core/inference/resources/presence/signals/games/command-list.ts';
import { knownGames } from '../../../../../../../core/inference/resources/presence/signals/games/game-table.ts';
import { GameTable } from '../../../../../../../core/inference/resources/presence/signals/games/match-game.ts';
import { ProcList } from '../../../../../../../core/inference/resources/presence/signals/games/proc-list.ts';
import {
  parseDword,
  parseRunningApp,
  parseText,
  SteamGames,
} from '../../../../../../../core/inference/resources/presence/signals/games/steam.ts';
import { createManualClock } from '../../../../../../utils/manual-clock.ts';
import { tempFolder } from '../../../../../../utils/temp-folder.ts';

const { signal } = new AbortController();
const plain = new GameTable({ games: [], exclude: [] });
const program = (...names: string[]) => ({ pid: 1, names });

describe('the table of games', () => {
  it('knows games by the whole name of their executable, in upper or lower case, with or without .exe', () => {
    expect(plain.find(program('EldenRing.EXE'))).toBe('Elden Ring');
    expect(plain.find(program('eldenring'))).toBe('Elden Ring');
    expect(plain.find(program('eldenring-notes'))).toBeNull();
    expect(plain.find(program('my-eldenring.exe'))).toBeNull();
  });

  it('knows each of its games also by the name that Linux cuts', () => {
    assert(
      property(constantFrom(...Object.keys(knownGames)), (name) => {
        expect(plain.find(program(`${name}.exe`.slice(0, 15)))).not.toBeNull();
      }),
    );
  });

  it('takes names of the owner as names and never as a pattern', () => {
    const table = new GameTable({ games: ['.*', 'My Game.exe'], exclude: [] });
    expect(table.find(program('anything'))).toBeNull();
    expect(table.find(program('my game.exe'))).toBe('My Game');
  });

  it('leaves out what the owner excludes, by any of its names', () => {
    const table = new GameTable({ games: [], exclude: ['ELDENRING'] });
    expect(table.find(program('wine64-preloader', 'eldenring.exe'))).toBeNull();
    expect(table.titleOf('eldenring.exe')).toBeNull();
  });

  it('has no reason to pause for the desktop itself in full screen', () => {
    expect(plain.titleOf('gnome-shell')).toBeNull();
    expect(plain.titleOf('Explorer.EXE')).toBeNull();
    expect(plain.titleOf('supertux2')).toBe('supertux2');
  });
});

/** A `/proc` with one process. */
function procWith(root: string, pid: number, process: { exe?: string; comm: string; cmdline: string }): void {
  const folder = join(root, String(pid));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'comm'), `${process.comm}\n`);
  writeFileSync(join(folder, 'cmdline'), process.cmdline);
  if (process.exe !== undefined) symlinkSync(process.exe, join(folder, 'exe'));
}

describe('the list of programs', () => {
  it('has the names that Linux and Wine give a program, and no threads of the kernel', async () => {
    const root = tempFolder();
    procWith(root, 2, { comm: 'kthreadd', cmdline: '' });
    procWith(root, 40, {
      exe: '/opt/wine64-preloader',
      comm: 'eldenring.exe',
      cmdline: 'Z:\\g\\eldenring.exe\0-dx12\0',
    });
    mkdirSync(join(root, 'self'));
    const list = await new ProcList({ clock: createManualClock() }, { root }).list(signal);
    expect(list).toEqual([
      { pid: 2, names: [] },
      { pid: 40, names: ['wine64-preloader', 'eldenring.exe'] },
    ]);
  });

  it('sees a program that turned into another one, at once while it is young and later within 10 s', async () => {
    const root = tempFolder();
    const clock = createManualClock();
    const list = new ProcList({ clock }, { root });
    procWith(root, 10, { comm: 'old', cmdline: 'old\0' });
    const namesOf = async (pid: number) => (await list.list(signal)).find((one) => one.pid === pid)?.names;
    expect(await namesOf(10)).toEqual(['old']);
    procWith(root, 40, { comm: 'launcher', cmdline: 'launcher\0' });
    expect(await namesOf(40)).toEqual(['launcher']);
    writeFileSync(join(root, '40', 'cmdline'), 'updater\0');
    writeFileSync(join(root, '10', 'cmdline'), 'new\0');
    expect(await namesOf(40)).toEqual(['launcher', 'updater']);
    expect(await namesOf(10)).toEqual(['old']);
    clock.advance(10_001);
    expect(await namesOf(10)).toEqual(['old', 'new']);
    writeFileSync(join(root, '40', 'cmdline'), 'eldenring\0');
    clock.advance(200);
    expect(await namesOf(40)).toEqual(['launcher', 'updater']);
    clock.advance(10_000);
    expect(await namesOf(40)).toEqual(['launcher', 'eldenring']);
  });

  it("knows Steam's own process for a game, and not an editor of the same name", async () => {
    const root = tempFolder();
    procWith(root, 40, { comm: 'reaper', cmdline: 'reaper\0song.rpp\0' });
    procWith(root, 41, { comm: 'reaper', cmdline: 'reaper\0SteamLaunch\0AppId=1245620\0--\0' });
    const programs = await new ProcList({ clock: createManualClock() }, { root }).list(signal);
    expect(programs.map((one) => plain.find(one))).toEqual([null, 'A Steam game']);
  });

  it.each([
    [
      'tasklist',
      tasklist,
      '"eldenring.exe","4242","Console","1","5,012,345 K"\r\n"System","4","Services","0","1 K"\r\n\r\n',
    ],
    ['ps', ps, '    1 /sbin/launchd\n 4242 /Applications/Elden Ring.app/Contents/MacOS/eldenring.exe\nPID COMM\n'],
  ] as const)('is read from %s', async (file, command, output) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'output'), output);
    writeFileSync(
      join(folder, file),
      `#!/bin/sh\nwhile IFS= read -r line; do printf '%s\\n' "$line"; done < '${folder}/output'\n`,
    );
    chmodSync(join(folder, file), 0o755);
    const list = await new CommandList(command, { env: { PATH: folder } }).list(signal);
    expect(list).toContainEqual({ pid: 4242, names: ['eldenring.exe'] });
    expect(list).toHaveLength(2);
  });
});

describe('Steam', () => {
  const registry = (appId: number) => `"Registry"
{
	"HKCU"
	{
		"Software"
		{
			"Valve"
			{
				"Steam"
				{
					"RunningAppID"		"${appId}"
					"language"		"english"
`;

  function steamAt(home: string, clients: readonly string[]) {
    const list = { everyMs: 1, list: async () => clients.map((name) => program(name)) };
    return new SteamGames({ list, table: () => plain }, { platform: 'linux', home, env: {} });
  }

  function homeWith(appId: number): string {
    const home = tempFolder();
    mkdirSync(join(home, '.steam', 'steam', 'steamapps'), { recursive: true });
    writeFileSync(join(home, '.steam', 'registry.vdf'), registry(appId));
    const manifest = '"AppState"\n{\n\t"appid"\t\t"1245620"\n\t"name"\t\t"ELDEN RING"\n}\n';
    writeFileSync(join(home, '.steam', 'steam', 'steamapps', 'appmanifest_1245620.acf'), manifest);
    return home;
  }

  it('is believed about the game that it runs, by its name', async () => {
    expect(await steamAt(homeWith(1_245_620), ['steam']).look(signal)).toMatchObject({
      state: 'active',
      subject: 'ELDEN RING',
    });
    expect(await steamAt(homeWith(7), ['steam']).look(signal)).toMatchObject({ subject: 'A Steam game' });
    expect(await steamAt(homeWith(0), ['steam']).look(signal)).toMatchObject({ state: 'quiet' });
  });

  it('is not believed when it does not run: one that crashed leaves its game behind', async () => {
    expect(await steamAt(homeWith(1_245_620), ['bash']).look(signal)).toMatchObject({ state: 'quiet' });
  });

  it('that is not there is no fault', async () => {
    expect(await steamAt(tempFolder(), ['steam']).look(signal)).toMatchObject({ state: 'not-available' });
  });

  it('is read from the registry of Windows as reg prints it', () => {
    const head = '\r\nHKEY_CURRENT_USER\\Software\\Valve\\Steam\r\n';
    expect(parseDword(`${head}    RunningAppID    REG_DWORD    0x130174\r\n\r\n`)).toBe(1_245_556);
    expect(parseDword(`${head}    RunningAppID    REG_DWORD    0x0\r\n`)).toBe(0);
    expect(parseDword('')).toBeNull();
    expect(parseText(`${head}    Name    REG_SZ    ELDEN RING\r\n\r\n`)).toBe('ELDEN RING');
    expect(parseText('ERROR: The system was unable to find the specified registry key or value.')).toBeNull();
  });

  it('with a pipe or an endless device in the place of its file is not there, and keeps nobody waiting', async () => {
    for (const make of [
      (file: string) => execFileSync('mkfifo', [file]),
      (file: string) => symlinkSync('/dev/zero', file),
    ]) {
      const home = tempFolder();
      mkdirSync(join(home, '.steam'), { recursive: true });
      make(join(home, '.steam', 'registry.vdf'));
      expect(await steamAt(home, ['steam']).look(signal)).toMatchObject({ state: 'not-available' });
    }
  });

  it.each(['', '"RunningAppID"', '"RunningAppID" "x"', '"RunningAppID" "99999999999"', '\0'.repeat(100)])(
    'with a registry of nonsense runs no game (%j)',
    (text) => {
      expect(parseRunningApp(text)).toBe(0);
    },
  );
});
