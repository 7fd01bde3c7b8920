import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../../../utils/expect-code.ts';
import { buildHookedRequest } from '../../../../utils/hooks.ts';
import { pluginSettings, startPlugins, writePlugin } from '../../../../utils/plugins.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const rejectLong = `
  export const name = 'length';
  export const reasons = ['prompt too long'];
  export function onRequest({ config }, { payload }) {
    if (payload.prompt.length > config.limit) return { action: 'reject', reason: 'prompt too long' };
  }`;

/** Logs how it is called: types of what it gets, and the figures of it. */
const witness = `
  let asked = 0;
  export default {
    onRequest(context, { payload, signer, timestamp, nonce, signature }) {
      context.log({ hook: 0, frozen: Object.isFrozen(payload), deadline: Number(payload.deadline), big: typeof timestamp === 'bigint',
        signer: signer.length, signature: signature.length, prompt: payload.prompt.length, hasNonce: nonce !== null });
    },
    beforeExecution: (context) => context.log({ hook: 1, receivedAtMs: context.receivedAtMs }),
    afterExecution: (context, response) => context.log({ hook: 2, charged: response.chargeWei !== null, length: response.content.length }),
    async onResponse(context, response) {
      await null;
      context.log({ hook: 3, charge: Number(response.chargeWei), total: response.totalTokens, frozen: Object.isFrozen(response.metadata) });
    },
    onVoid: (context, code) => context.log({ hook: 4, code: code.length }),
  };`;

describe('a plugin in a process of its own', () => {
  it('refuses with one of its declared reasons, by its config', async () => {
    const { accept, view } = await startPlugins([pluginSettings(writePlugin(rejectLong), { config: { limit: 5 } })]);
    await accept('short');
    const error = await expectCode(accept('rather long'), 'PLUGIN_REJECTED');
    expect(error.details).toEqual({ plugin: 'p', hook: 'onRequest', reason: 'prompt too long' });
    expect(view()).toMatchObject({ state: 'running', hooks: ['onRequest'], confinement: 'permissions', restarts: 0 });
    expect(view().counts).toEqual({ asked: 2, rejected: 1, failed: 0, timedOut: 0, dropped: 0 });
  });

  it('never gets words of its own into the log or the error, once it has seen a prompt', async () => {
    const plugin = `
      export function onRequest(context, { payload }) {
        context.log({ [payload.prompt]: 1, text: payload.prompt });
        if (payload.prompt === 'throw me') throw Object.assign(new Error(payload.prompt), { code: payload.prompt });
        return { action: 'reject', reason: payload.prompt };
      }`;
    const { accept, lines } = await startPlugins([pluginSettings(writePlugin(plugin))]);
    const refused = await expectCode(accept('my secret'), 'PLUGIN_REJECTED');
    const failed = await expectCode(accept('throw me'), 'PLUGIN_FAILED');
    const told = JSON.stringify([refused.toObject(), failed.toObject(), lines]);
    expect(told).not.toContain('my secret');
    expect(told).not.toContain('throw me');
    expect(failed.details).toEqual({ plugin: 'p', hook: 'onRequest', thrown: 'Error' });
    expect(lines.find(({ message }) => message === 'A plugin failed')?.context).toEqual({
      ...failed.details,
      code: 'PLUGIN_FAILED',
    });
  });

  it('is called with the same shapes as a registered object, in the order of the path', async () => {
    const { pass, lines, until } = await startPlugins([pluginSettings(writePlugin(witness))]);
    await pass();
    await until(() => lines.filter(({ message }) => message === 'Plugin').length === 4);
    const seen = lines.filter(({ message }) => message === 'Plugin').map(({ context }) => context);
    expect(seen).toEqual([
      {
        plugin: 'p',
        requestId: 'r1',
        hook: 0,
        frozen: true,
        deadline: 1_700_000_300,
        big: true,
        signer: 42,
        signature: 0,
        prompt: 2,
        hasNonce: false,
      },
      { plugin: 'p', requestId: 'r1', hook: 1, receivedAtMs: 1_700_000_000_000 },
      { plugin: 'p', requestId: 'r1', hook: 2, charged: false, length: 6 },
      { plugin: 'p', requestId: 'r1', hook: 3, charge: 170, total: 30, frozen: true },
    ]);
  });

  it('is started again after a crash, and requests meanwhile end by its on_failure', async () => {
    const plugin = 'export function onRequest(_, { payload }) { if (payload.prompt === "die") process.exit(3); }';
    const path = writePlugin(plugin);
    const { accept, until, view, host } = await startPlugins([
      pluginSettings(path),
      pluginSettings(path, { name: 'open', onFailure: 'open' }),
    ]);
    const died = await expectCode(accept('die'), 'PLUGIN_UNAVAILABLE');
    expect(died.details).toEqual({ plugin: 'p', reason: 'PLUGIN_CRASHED' });
    await until(({ state }) => state === 'waiting');
    expect(view().problem).toMatchObject({ code: 'PLUGIN_CRASHED', details: { status: 3, signal: null } });
    expect(host.problems().map(({ code, details }) => [code, details.plugin])).toEqual([['PLUGIN_AWAY', 'p']]);
    await expectCode(accept(), 'PLUGIN_UNAVAILABLE');

    await until(({ state, restarts }) => state === 'running' && restarts === 1);
    expect(host.problems()).toEqual([]);
    await accept();
  });

  it('lets requests go on without it where it is declared open', async () => {
    const plugin = 'export function onRequest() { process.exit(3); }';
    const { accept, until } = await startPlugins([pluginSettings(writePlugin(plugin), { onFailure: 'open' })]);
    await accept();
    await until(({ state }) => state === 'waiting');
    await accept();
    await until(({ counts }) => counts.failed === 2);
  });

  it.each([
    ['open', 'does not load', 'throw new Error("no")'],
    ['open', 'has no hook', 'export const name = "none"'],
  ] as const)('that is %s and %s is reported and tried again', async (onFailure, _, code) => {
    const { accept, view, lines } = await startPlugins([pluginSettings(writePlugin(code), { onFailure })]);
    expect(view()).toMatchObject({ state: 'waiting', problem: { code: 'PLUGIN_LOAD_FAILED' } });
    const told = lines.find(({ message }) => message === 'A plugin is started again soon');
    expect(told?.context).toMatchObject({ code: 'PLUGIN_LOAD_FAILED', thrown: 'Error' });
    await accept();
  });

  it('keeps from the request what it does not export', async () => {
    const { accept, view } = await startPlugins([pluginSettings(writePlugin('export function onVoid() {}'))]);
    await accept();
    expect(view().counts.asked).toBe(0);
  });

  it('ends with the host, and nothing of it stays', async () => {
    const { host, view, hooks } = await startPlugins([pluginSettings(writePlugin(rejectLong))]);
    const { processId } = view();
    await host.stop();
    await host.stop();
    expect(hooks.plugins()).toEqual([]);
    await expect.poll(() => isAlive(processId)).toBe(false);
  });

  it('ends with the host also while it is being loaded', async () => {
    const { host, hooks } = await startPlugins([]);
    host.configure([pluginSettings(writePlugin('await new Promise(() => {});'))]);
    await new Promise((resolve) => setImmediate(resolve));
    const beganMs = performance.now();
    await host.stop();
    expect(performance.now() - beganMs).toBeLessThan(5000);
    expect(hooks.plugins()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('costs the executor nothing when no process can be made', async () => {
    const program = fileURLToPath(
      new URL('../../../../fixtures/programs/plugin-without-descriptors.ts', import.meta.url),
    );
    const limited = ['-c', 'ulimit -n 80; exec "$0" "$1"', process.execPath, program];
    const { stdout } = await promisify(execFile)('sh', limited);
    expect(stdout).toBe('started\nits end was told\n');
  });

  it('is loaded anew when its entry changes, while the others go on', async () => {
    const path = writePlugin(rejectLong);
    const first = pluginSettings(path, { name: 'first', config: { limit: 5 } });
    const second = pluginSettings(path, { name: 'second', config: { limit: 100 } });
    const { host, accept, hooks, view } = await startPlugins([first, second]);
    const before = view('second').processId;
    host.configure([second, { ...first, config: { limit: 50 } }]);
    // Until the new one is there, the old one serves.
    await expectCode(accept('rather long'), 'PLUGIN_REJECTED');
    await expect.poll(() => hooks.plugins().map(({ name }) => name)).toEqual(['second', 'first']);
    expect(view('second').processId).toBe(before);
    await accept('rather long');
    host.configure([]);
    await expect.poll(() => hooks.plugins()).toEqual([]);
  });

  it('that is replaced still decides about requests that arrived before', async () => {
    const path = writePlugin(`
      import { setTimeout } from 'node:timers/promises';
      export const reasons = ['old'];
      export async function onRequest({ config }) {
        await setTimeout(config.delayMs);
        if (config.delayMs > 0) return { action: 'reject', reason: 'old' };
      }`);
    const slow = pluginSettings(path, { config: { delayMs: 700 } });
    const { host, hooks, accept, view } = await startPlugins([slow]);
    const { processId } = view();
    const session = hooks.open(buildHookedRequest());
    const asked = expectCode(accept(), 'PLUGIN_REJECTED');
    host.configure([pluginSettings(path, { config: { delayMs: 0 } })]);
    await expect.poll(() => view().processId).not.toBe(processId);
    const told = (await Promise.all([asked, expectCode(session.accept(), 'PLUGIN_REJECTED')])).map(
      ({ details }) => details.reason,
    );
    expect(told).toEqual(['old', 'old']);
    await accept();
    await host.stop();
    await expect.poll(() => isAlive(processId)).toBe(false);
  });
});

function isAlive(processId: number | null): boolean {
  try {
    process.kill(processId ?? -1, 0);
    return true;
  } catch {
    return false;
  }
}

describe('what is not loaded', () => {
  it.each(['filter.so', 'filter.so.1', 'filter.DLL', 'filter.dylib', 'filter.node'])(
    'a native library (%s) keeps the host from starting, with an explanation',
    async (name) => {
      const starting = startPlugins([pluginSettings(join(tempFolder(), name))]);
      expect((await expectCode(starting, 'PLUGIN_NATIVE')).hint).toContain('ES module');
    },
  );

  it('a missing file keeps the host from starting', async () => {
    await expectCode(startPlugins([pluginSettings(join(tempFolder(), 'none.mjs'))]), 'PLUGIN_MISSING');
    await expectCode(startPlugins([pluginSettings(tempFolder())]), 'PLUGIN_MISSING');
  });

  const cases: [string, (file: string, options: { configFile?: string; secrets?: string[] }) => void][] = [
    [
      'from a configuration file that others may write',
      (_, options) => Object.assign(options, { configFile: writableFile() }),
    ],
    ['from a file that others may write', (file) => chmodSync(file, 0o666)],
    ['from a folder that others may write', (file) => chmodSync(dirname(file), 0o777)],
    ['beside a file that others may write', (file) => openFileIn(join(dirname(file), 'lib'))],
    ['beside a link that leads out of its folder', (file) => symlinkSync('/etc', join(dirname(file), 'l'))],
    ['beside a link that leads nowhere yet', (file) => symlinkSync('/etc/none', join(dirname(file), 'l'))],
    [
      'from a folder that holds the key',
      (file, options) => Object.assign(options, { secrets: [join(dirname(file), 'identity_key')] }),
    ],
    [
      'from a folder above the data folder',
      (file, options) => Object.assign(options, { secrets: [join(dirname(file), 'data', 'deep')] }),
    ],
  ];
  it.each(cases)('a plugin %s, and its requests end by its on_failure', async (_, prepare) => {
    const file = writePlugin(rejectLong);
    const options = {};
    prepare(file, options);
    const { accept, view, host } = await startPlugins([pluginSettings(file)], options);
    expect(view()).toMatchObject({ state: 'refused', processId: null, problem: { code: 'PLUGIN_UNTRUSTED' } });
    expect(host.problems()[0]?.details).toMatchObject({ because: 'PLUGIN_UNTRUSTED', plugin: 'p' });
    await expectCode(accept('short'), 'PLUGIN_UNAVAILABLE');
  });

  it('is looked at again when the settings are given anew', async () => {
    const file = writePlugin(rejectLong);
    chmodSync(file, 0o666);
    const settings = [pluginSettings(file, { config: { limit: 5 } })];
    const { accept, host, until, view } = await startPlugins(settings);
    expect(view().state).toBe('refused');
    chmodSync(file, 0o644);
    host.configure(settings);
    await until(({ state }) => state === 'running');
    await accept('short');
  });
});

function writableFile(): string {
  const file = join(tempFolder(), 'config.toml');
  writeFileSync(file, '');
  chmodSync(file, 0o666);
  return file;
}

function openFileIn(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'helper.mjs'), '');
  chmodSync(join(folder, 'helper.mjs'), 0o646);
}
