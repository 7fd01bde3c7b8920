import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { findElectron } from '../setup/electron/runtime.ts';
import { packageApp } from '../setup/package/package-app.ts';
import { runCommand } from '../setup/system/command.ts';
import { waitForPage } from '../utils/devtools.ts';

const folder = mkdtempSync(join(tmpdir(), 'lloom-package-'));
const unpacked = join(folder, 'linux-unpacked');
const program = join(unpacked, 'lloom-executor-desktop');
const runtime = findElectron();
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
