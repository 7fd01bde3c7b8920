import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../build/build-app.ts';
import { type ElectronRuntime, electronProgram, ensureElectron } from '../electron/runtime.ts';
import { runCommand } from '../system/command.ts';
import { ensureDebianPackages } from '../system/debian-packages.ts';
import { hasDisplay } from '../system/display.ts';
import { say } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';
import { runTask } from '../system/task.ts';

type Environment = Readonly<Record<string, string | undefined>>;

runTask(() => (hasDisplay() ? startDesktop() : startHeadless()));

async function startDesktop(): Promise<number> {
  await ensureDebianPackages('electron', 'testRuntime');
  const runtime = await ensureElectron();
  await buildApp(runtime);
  const separate = runtime.kind === 'test' ? separateData(runtime) : undefined;
  const args = [...(await sandboxArguments(runtime)), projectRoot, ...process.argv.slice(2)];
  try {
    say('opening the desktop app');
    return await runToEnd(electronProgram(runtime), args, { ...runtime.env, ...separate?.env });
  } finally {
    separate?.remove();
  }
}

/**
 * Chromium refuses its sandbox to root, and cannot make one where user namespaces are forbidden.
 * With the real Electron that stays an error, with a word on how to allow them.
 */
async function sandboxArguments(runtime: ElectronRuntime): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) return ['--no-sandbox'];
  const { status } = await runCommand('unshare', ['--user', 'true'], { limitMs: 10_000 });
  if (status === 0) return [];
  if (runtime.kind === 'test') {
    say('this system forbids user namespaces: the test runtime runs without its sandbox');
    return ['--no-sandbox'];
  }
  say('this system forbids user namespaces, which Chromium needs for its sandbox; the installed package does without,');
  say('or allow them: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0');
  return [];
}

/** The test runtime is not made for real keys: what it sees is thrown away, unless a folder was named for it. */
function separateData(runtime: ElectronRuntime): { env: Environment; remove: () => void } {
  const named = process.env.LLOOM_DATA_DIR;
  const dataFolder = named || mkdtempSync(join(tmpdir(), 'lloom-test-runtime-'));
  say(`this is the test runtime (Electron ${runtime.version}), not the real one: it uses a separate data folder`);
  say(`and a throw-away key, never yours: ${dataFolder}${named ? '' : ' (deleted when the app ends)'}`);
  const remove = () => {
    if (!named) rmSync(dataFolder, { recursive: true, force: true });
  };
  const env = { LLOOM_TEST_RUNTIME: '1', LLOOM_DATA_DIR: dataFolder, LLOOM_PRIVATE_KEY: undefined };
  return { env, remove };
}

function startHeadless(): Promise<number> {
  say('there is no display: the executor runs in this terminal, Ctrl+C stops it');
  const commandLine = join(projectRoot, 'core', 'cli', 'lloom-executor.ts');
  return runToEnd(process.execPath, [commandLine, 'start', ...process.argv.slice(2)], {});
}

function runToEnd(program: string, args: readonly string[], env: Environment): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
