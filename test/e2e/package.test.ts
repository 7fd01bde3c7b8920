import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ControlClient } from '../../core/control/socket/index.ts';
import { systemClock } from '../../core/foundation/clock.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { findElectron } from '../setup/electron/runtime.ts';
import { packageApp } from '../setup/package/package-app.ts';
import { runCommand } from '../setup/system/command.ts';
import { startVirtualDisplay } from '../setup/system/display.ts';
import { waitForPage } from '../utils/devtools.ts';
import { ancestorsOf, findProcesses, memoryContains, processStatus } from '../utils/linux-processes.ts';
import { writePlugin } from '../utils/plugins.ts';
import { writeConfig } from './app-rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'lloom-package-'));
const unpacked = join(folder, 'linux-unpacked');
const program = join(unpacked, 'lloom-executor-desktop');
const runtime = findElectron();
/** Debian's user without rights. */
const nobody = 65534;
// A package has all that it needs in itself.
const environment = { ...process.env, LLOOM_SQLITE_BINDING: undefined };
let app: ChildProcess | undefined;

describe.runIf(process.platform === 'linux')('the unpacked package', () => {
  beforeAll(async () => {
    if (runtime === undefined) throw new Error('No Electron is ready.');
    await packageApp(runtime, { targets: ['dir'], outputFolder: folder, quick: true });
  }, 180_000);

  afterAll(async () => {
    if (app && app.exitCode === null) {
      app.kill('SIGKILL');
      await once(app, 'exit');
    }
    // Its helper processes end a moment later, and may still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('opens its window', async () => {
    const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [
      ...noSandbox,
      '--disable-gpu',
      '--remote-debugging-port=0',
      `--user-data-dir=${join(folder, 'user')}`,
    ];
    app = spawn(program, args, {
      env: { ...environment, LLOOM_DATA_DIR: join(folder, 'data') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const page = await waitForPage(app, AbortSignal.timeout(40_000));
    await expect.poll(() => page.evaluate('document.body.innerText'), { timeout: 20_000 }).toContain('Overview');
    expect(await page.evaluate('document.title')).toContain('Lloom Executor');
    expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
    page.close();
  });

  it('brings the command line, which serves a request on its own', async () => {
    const commandLine = join(unpacked, 'bin', 'lloom-executor');
    const options = { env: { ...environment, LLOOM_DATA_DIR: join(folder, 'data') }, limitMs: 50_000 };
    const version = await runCommand(commandLine, ['--version'], options);
    expect([version.status, version.output.trim()]).toEqual([0, packageJson.version]);
    const demo = await runCommand(commandLine, ['demo', '--requests', '1'], options);
    expect(demo).toMatchObject({ status: 0, output: expect.stringContaining('1 request served') });
    // Its native libraries lie beside the archive.
    expect(demo.output).toContain('by the built-in engine');
  });

  it('runs a plugin with the runner of its archive, confined by the permission model', async () => {
    const dataFolder = join(folder, 'with-plugin');
    await writeConfig(dataFolder, '/ip4/127.0.0.1/tcp/9', 'http://127.0.0.1:9');
    const path = writePlugin('export function onRequest() {}');
    appendFileSync(join(dataFolder, 'config.toml'), `\n[[plugins]]\nname = "p"\npath = "${path}"\n`);
    const executor = spawn(join(unpacked, 'bin', 'lloom-executor'), ['start'], {
      env: { ...environment, LLOOM_DATA_DIR: dataFolder },
      stdio: 'ignore',
    });
    const control = new ControlClient({ clock: systemClock }, { socketPath: join(dataFolder, 'control.sock') });
    try {
      const running = { state: 'running', confinement: 'permissions', problem: null };
      const looks = async () => expect(await control.call('plugins.list', {})).toMatchObject([running]);
      await vi.waitFor(looks, { timeout: 20_000, interval: 50 });
    } finally {
      await control.close();
      const ended = once(executor, 'exit');
      executor.kill('SIGTERM');
      await ended;
    }
  });

  it.runIf(process.getuid?.() === 0)('runs its pages in a sandbox that never saw the private key', async () => {
    const home = join(folder, 'nobody');
    const dataFolder = join(home, 'data');
    await writeConfig(dataFolder, '/ip4/127.0.0.1/tcp/9', 'http://127.0.0.1:9');
    for (const path of [folder, home]) chmodSync(path, 0o755);
    for (const path of [home, dataFolder, join(dataFolder, 'config.toml')]) chownSync(path, nobody, nobody);
    // Only the owner of a display may open windows on it; this one asks nobody who he is.
    const display = await startVirtualDisplay({ anyUser: true });
    const user = join(home, 'user');
    const key = 'a1b2'.repeat(16);
    const sandboxed = spawn(program, ['--disable-gpu', `--user-data-dir=${user}`], {
      uid: nobody,
      gid: nobody,
      cwd: home,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        DISPLAY: display.name,
        LLOOM_DATA_DIR: dataFolder,
        LLOOM_PRIVATE_KEY: key,
      },
      stdio: 'ignore',
    });
    const control = new ControlClient({ clock: systemClock }, { socketPath: join(dataFolder, 'control.sock') });
    try {
      const status = await vi.waitFor(() => control.call('status.get', {}), { timeout: 20_000, interval: 50 });
      expect(status.identity).toMatchObject({ source: 'environment' });
      expect(existsSync(join(dataFolder, 'identity_key'))).toBe(false);
      // The first program was given the key by the owner, and hands it to the second, which signs and shows the window.
      const isHelper = ({ commandLine }: { commandLine: string }) => commandLine.includes('--type=');
      const running = findProcesses(user);
      const second = running.find((one) => !isHelper(one) && one.pid !== sandboxed.pid)?.pid ?? 0;
      const helpers = running.filter((one) => isHelper(one) && ancestorsOf(one.pid).includes(second));
      const pages = helpers.filter(({ commandLine }) => commandLine.includes('--type=renderer'));
      for (const { pid, commandLine } of helpers) expect(memoryContains(pid, key), commandLine).toBe(false);
      // One may have ended meanwhile; Chromium replaces the first.
      expect(new Set(pages.map(({ pid }) => processStatus(pid, 'Seccomp') ?? '2'))).toEqual(new Set(['2']));
      expect(memoryContains(second, key)).toBe(true);
    } finally {
      await control.close();
      const ended = once(sandboxed, 'exit');
      sandboxed.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
      display.close();
    }
  });

  it('takes neither inspector flags nor Node options, and runs nothing but its own archive', async () => {
    const fuses = await getCurrentFuseWire(program);
    // A fuse is one character in the program: 1 or 0.
    const isOn = (fuse: FuseV1Options) => fuses[fuse] === '1'.charCodeAt(0);
    expect(isOn(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
    expect(isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
    expect(isOn(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
    expect(isOn(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
    expect(existsSync(join(unpacked, 'resources', 'app.asar'))).toBe(true);
  });
});
