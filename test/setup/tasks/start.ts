import { join } from 'node:path';
import { buildApp } from '../build/build-app.ts';
import { type ElectronRuntime, electronProgram, ensureElectron } from '../electron/runtime.ts';
import { chooseTestData } from '../electron/test-data.ts';
import { runCommand } from '../system/command.ts';
import { ensureDebianPackages } from '../system/debian-packages.ts';
import { hasDisplay } from '../system/display.ts';
import { type EnvironmentChanges, runInForeground } from '../system/foreground.ts';
import { say } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';
import { runTask } from '../system/task.ts';

runTask(() => (hasDisplay() ? startDesktop() : startHeadless()));

async function startDesktop(): Promise<number> {
  await ensureDebianPackages('electron', 'testRuntime');
  const runtime = await ensureElectron();
  await buildApp(runtime);
  const separate = runtime.kind === 'test' ? await separateData(runtime) : undefined;
  const args = [...(await sandboxArguments(runtime)), projectRoot, ...process.argv.slice(2)];
  try {
    say('opening the desktop app');
    return await runInForeground(electronProgram(runtime), args, { ...runtime.env, ...separate?.env });
  } finally {
    separate?.end();
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

/** The test runtime is not made for real keys: it gets a folder without any, and no word of the one in the environment. */
async function separateData(runtime: ElectronRuntime): Promise<{ env: EnvironmentChanges; end: () => void }> {
  const env = { LLOOM_TEST_RUNTIME: '1', LLOOM_PRIVATE_KEY: undefined };
  const { folder, isThrowAway, refused, end } = await chooseTestData({ ...process.env, ...env });
  say(`this is the test runtime (Electron ${runtime.version}), not the real one: it uses a separate data folder`);
  say(`and a throw-away key, never yours: ${folder}${isThrowAway ? ' (deleted when the app ends)' : ''}`);
  if (refused !== null) say(`LLOOM_DATA_DIR is left alone, what is in it was not made by the test runtime: ${refused}`);
  return { env: { ...env, LLOOM_DATA_DIR: folder }, end };
}

function startHeadless(): Promise<number> {
  say('there is no display: the executor runs in this terminal, Ctrl+C stops it');
  const commandLine = join(projectRoot, 'core', 'cli', 'lloom-executor.ts');
  return runInForeground(process.execPath, [commandLine, 'start', ...process.argv.slice(2)]);
}
