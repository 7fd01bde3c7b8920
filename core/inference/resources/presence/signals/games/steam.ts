import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignalReading, SignalSource } from '../../interface.ts';
import { commandOutput, type Variables } from '../command.ts';
import { active, notAvailable, quiet } from '../readings.ts';
import type { GameTable } from './match-game.ts';
import type { ProcessList } from './processes.ts';

const KEY = 'HKCU\\Software\\Valve\\Steam';
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const clients: readonly string[] = ['steam', 'steam.exe', 'steam_osx'];

interface SteamModules {
  readonly list: ProcessList;
  readonly table: () => GameTable;
}

interface SteamOptions {
  readonly platform: NodeJS.Platform;
  /** The owner's home folder. */
  readonly home: string;
  readonly env: Variables;
}

/**
 * The game that Steam says it runs: `RunningAppID`, in the registry of Windows and in `registry.vdf` elsewhere. It is
 * believed only while Steam itself runs, because a Steam that crashed leaves it behind.
 */
export class SteamGames implements SignalSource {
  readonly name = 'Steam';
  readonly signal = 'game';
  readonly everyMs = 2000;
  readonly #modules: SteamModules;
  readonly #options: SteamOptions;

  constructor(modules: SteamModules, options: SteamOptions) {
    this.#modules = modules;
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<SignalReading> {
    const appId = await this.#runningApp(signal);
    if (appId === null) return notAvailable('Steam is not here.');
    if (appId === 0) return quiet('Steam runs no game.');
    const programs = await this.#modules.list.list(signal);
    const runs = programs.some(({ names }) => names.some((name) => clients.includes(name.toLowerCase())));
    if (!runs) return quiet('Steam does not run.');
    const name = await this.#nameOf(appId, signal);
    if (name !== null && this.#modules.table().titleOf(name) === null) return quiet('A game that is left out runs.');
    return active(name ?? 'A Steam game', `Steam says that it runs app ${appId}.`);
  }

  /** Null where there is no Steam. */
  async #runningApp(signal: AbortSignal): Promise<number | null> {
    if (this.#options.platform === 'win32') return parseDword(await this.#query(KEY, 'RunningAppID', signal));
    for (const folder of steamFolders(this.#options)) {
      const text = await readBounded(join(folder, 'registry.vdf'));
      if (text !== null) return parseRunningApp(text);
    }
    return null;
  }

  async #nameOf(appId: number, signal: AbortSignal): Promise<string | null> {
    if (this.#options.platform === 'win32')
      return parseText(await this.#query(`${KEY}\\Apps\\${appId}`, 'Name', signal));
    for (const folder of steamFolders(this.#options)) {
      const manifest = await readBounded(join(folder, 'steamapps', `appmanifest_${appId}.acf`));
      const name = manifest === null ? null : textOf(manifest, 'name');
      if (name !== null) return name.slice(0, 100);
    }
    return null;
  }

  /** Without Steam there is no such key, and `reg` fails. */
  #query(key: string, value: string, signal: AbortSignal): Promise<string> {
    const { env } = this.#options;
    return commandOutput('reg', ['query', key, '/v', value], { signal, env }).catch(() => '');
  }
}

/** What `reg query` says a number is; null where there is none. */
export function parseDword(text: string): number | null {
  const hex = /REG_DWORD\s+0x([0-9a-f]{1,8})\b/i.exec(text)?.[1];
  return hex === undefined ? null : Number.parseInt(hex, 16);
}

/** What `reg query` says a text is; null where there is none. */
export function parseText(text: string): string | null {
  return /REG_SZ\s+(\S.*?)\s*$/m.exec(text)?.[1]?.slice(0, 100) ?? null;
}

/** The running app of a `registry.vdf`; 0 for none. */
export function parseRunningApp(text: string): number {
  const value = textOf(text, 'RunningAppID');
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : 0;
}

/** A value of Valve's format, wherever it stands. */
function textOf(text: string, key: string): string | null {
  const at = text.toLowerCase().indexOf(`"${key.toLowerCase()}"`);
  if (at < 0) return null;
  return /^\s*"([^"\r\n]{0,1000})"/.exec(text.slice(at + key.length + 2, at + 1100))?.[1] ?? null;
}

function steamFolders({ platform, home }: SteamOptions): readonly string[] {
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'Steam')];
  return [
    join(home, '.steam'),
    join(home, '.steam', 'steam'),
    join(home, '.local', 'share', 'Steam'),
    join(home, '.var', 'app', 'com.valvesoftware.Steam', '.steam'),
  ];
}

/** The text of a file; null where it is not there or too large to be one of Steam's. */
async function readBounded(path: string): Promise<string | null> {
  // A pipe would keep whoever opens it waiting.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (file === null) return null;
  try {
    const about = await file.stat();
    return about.isFile() && about.size <= MAX_FILE_BYTES ? await file.readFile('utf8') : null;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
