import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../setup/electron/runtime.ts';
import { projectRoot } from '../setup/system/project.ts';
import { noPresence } from '../utils/live/no-presence.ts';

/** How to start the app. */
export interface LaunchOptions {
  /** Data folder of the executor. @defaultValue A new one, removed at the end */
  readonly dataFolder?: string;
  /** Added to the environment of the app; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further command line arguments of the app. */
  readonly args?: readonly string[];
  /** Main module to start instead of the app's own, from the project's root. */
  readonly entry?: string;
  /** Runs before the app does, with its data folder: to put files there. */
  readonly prepare?: (dataFolder: string) => void | Promise<void>;
}

/** The app, running in a real Electron. */
export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** Its first window, loaded. */
  readonly window: Page;
  readonly dataFolder: string;
  /** Where the app keeps its own settings. */
  readonly userFolder: string;
  /** What the app has written to its standard output and standard error. */
  output(): string;
  /** Ends the app the way a quit does, after 10 s by force, and removes the folders made for it. */
  close(): Promise<void>;
}

/**
 * Starts the built app with folders of its own, and waits for its first window.
 * The main module must not await `app.whenReady()` at its top level: Electron is not ready before that module has ended.
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const runtime = findElectron();
  if (runtime === undefined) throw new Error('No Electron is ready: run "npm run setup".');
  Object.assign(process.env, runtime.env);
  const folder = mkdtempSync(join(tmpdir(), 'lloom-e2e-'));
  const dataFolder = options.dataFolder ?? join(folder, 'data');
  const userFolder = join(folder, 'user');
  await options.prepare?.(dataFolder);

  const app = await _electron.launch({
    cwd: projectRoot,
    args: [
      '--disable-gpu',
      '--password-store=basic',
      options.entry ?? '.',
      `--user-data-dir=${userFolder}`,
      ...(options.args ?? []),
    ],
    env: environment({ ...noPresence, LLOOM_DATA_DIR: dataFolder, LLOOM_PRIVATE_KEY: undefined, ...options.env }),
    // The app decides itself which colours its pages prefer.
    colorScheme: null,
    timeout: 30_000,
  });
  const program = app.process();
  const lines: string[] = [];
  program.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  program.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const output = () => lines.join('');
  const close = async () => {
    const killer = setTimeout(() => program.kill('SIGKILL'), 10_000);
    const hasEnded = program.exitCode !== null || program.signalCode !== null;
    if (!hasEnded) await app.close().catch(() => program.kill('SIGKILL'));
    clearTimeout(killer);
    // Its helper processes end a moment later, and may still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const window = await app.firstWindow({ timeout: 30_000 });
    await window.waitForLoadState('domcontentloaded');
    return { app, window, dataFolder, userFolder, output, close };
  } catch (error) {
    await close();
    throw new Error(`The app showed no window. It wrote:\n${output()}`, { cause: error });
  }
}

function environment(changes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const merged = { ...process.env, ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
