import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../system/command.ts';
import { formatSeconds, say } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';
import { findSqliteBinding, makeSqliteBinding } from './sqlite-binding.ts';
import { canUseTestRuntime, findTestRuntime, makeTestRuntime, testRuntime } from './test-runtime.ts';

const electronPackage = join(projectRoot, 'node_modules', 'electron');

/** An Electron that can be started. */
export interface ElectronRuntime {
  /** `real` is the one in package.json; `test` is a stand-in for tests (see test-runtime.ts). */
  readonly kind: 'real' | 'test';
  /** Folder with the program and its files. */
  readonly distFolder: string;
  readonly version: string;
  /** What a process needs that builds for it, starts it, or runs in it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Path of the program of an Electron. */
export function electronProgram(runtime: ElectronRuntime): string {
  const names: Readonly<Record<string, string>> = {
    win32: 'electron.exe',
    darwin: 'Electron.app/Contents/MacOS/Electron',
  };
  return join(runtime.distFolder, names[process.platform] ?? 'electron');
}

/** The Electron that is ready on this machine: the real one where it was downloaded, else the test runtime. */
export function findElectron(): ElectronRuntime | undefined {
  const { version } = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')) as { version: string };
  const realFolder = join(electronPackage, 'dist');
  if (existsSync(join(realFolder, 'version')) && existsSync(join(electronPackage, 'path.txt'))) {
    return { kind: 'real', distFolder: realFolder, version, env: {} };
  }
  const distFolder = findTestRuntime();
  const binding = findSqliteBinding();
  if (distFolder === undefined || binding === undefined) return undefined;
  const env = {
    ELECTRON_OVERRIDE_DIST_PATH: distFolder,
    ELECTRON_EXEC_PATH: join(distFolder, 'electron'),
    ELECTRON_MAJOR_VER: String(testRuntime.majorVersion),
    LLOOM_SQLITE_BINDING: binding,
  };
  return { kind: 'test', distFolder, version: testRuntime.electronVersion, env };
}

/**
 * Makes an Electron ready: downloads the real one, and prepares the test runtime where that cannot be had.
 *
 * @param options.insist - Tries the download again although the test runtime is ready. @defaultValue false
 * @throws Error when neither is possible.
 */
export async function ensureElectron(options: { insist?: boolean } = {}): Promise<ElectronRuntime> {
  const ready = findElectron();
  if (ready && (ready.kind === 'real' || !options.insist)) return ready;
  const isPrepared = findTestRuntime() !== undefined;
  if (!isPrepared || options.insist) await downloadElectron();
  const real = findElectron();
  if (real?.kind === 'real') return real;
  if (!canUseTestRuntime()) throw new Error('Electron could not be downloaded. Check the connection and try again.');
  if (!isPrepared) say('a test runtime takes its place; "npm run setup" tries the download again');
  await makeTestRuntime();
  await makeSqliteBinding();
  const made = findElectron();
  if (made === undefined) throw new Error('Electron was prepared, but cannot be found.');
  return made;
}

/** Its own program does it, and leaves no trace of a download that failed. */
async function downloadElectron(): Promise<void> {
  say('downloading Electron …');
  const install = [join(electronPackage, 'install.js')];
  const { status, durationMs } = await runCommand(process.execPath, install, { limitMs: 5 * 60_000 });
  const outcome = status === 0 ? 'done' : 'it cannot be reached from here, given up';
  say(`downloading Electron: ${outcome} after ${formatSeconds(durationMs)}`);
}
