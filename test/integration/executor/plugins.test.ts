import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PluginInfo } from '../../../core/control/index.ts';
import { launchExecutor } from '../../../core/executor/index.ts';
import { takeEnvironment } from '../../../core/foundation/config/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { type ExecutorRig, everything, startExecutorRig } from '../../utils/executor-rig.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { eventually } from '../../utils/network.ts';
import { writePlugin } from '../../utils/plugins.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const model = 'qwen3-4b';

const wordFilter = `
  export const reasons = ['forbidden word'];
  export function onRequest({ config }, { payload }) {
    if (payload.prompt.includes(config.word)) return { action: 'reject', reason: 'forbidden word' };
  }`;

/** An executor with these plugins. */
async function start(plugins: string): Promise<ExecutorRig> {
  return startExecutorRig({}, { config: plugins });
}

const pluginOf = async (rig: ExecutorRig, name = 'p') => {
  const found = (await rig.call('plugins.list', {})).find((plugin) => plugin.name === name);
  if (found === undefined) throw new Error(`no plugin ${name}`);
  return found;
};

const until = (rig: ExecutorRig, wanted: (plugin: PluginInfo) => boolean) =>
  eventually(async () => wanted(await pluginOf(rig)));

/** How a request with this prompt ends: `answered`, or the code in the books or in the list of what just ended. */
async function outcome(rig: ExecutorRig, prompt: string): Promise<string> {
  const client = await rig.client();
  const known = (await rig.call('queue.get', {})).recent.length;
  await client.request({ model, prompt }).catch((error) => expect(error.code).toBe('NETWORK_REQUEST_FAILED'));
  await eventually(async () => (await rig.call('queue.get', {})).recent.length > known);
  return (await rig.call('queue.get', {})).recent[0]?.outcome ?? '';
}

function edit({ dataFolder }: ExecutorRig, change: (text: string) => string): void {
  const file = join(dataFolder, 'config.toml');
  writeFileSync(`${file}.new`, change(readFileSync(file, 'utf8')));
  renameSync(`${file}.new`, file);
}

test('a plugin refuses a request under its name, and its stream is closed', async () => {
  const path = writePlugin(wordFilter);
  const rig = await start(`[[plugins]]\nname = "word-filter"\npath = "${path}"\nconfig = { word = "secret" }\n`);
  await rig.state('serving');
  expect(await outcome(rig, 'a secret')).toBe('PLUGIN_REJECTED');
  const { recent } = await rig.call('queue.get', {});
  expect(recent[0]?.problem?.details).toEqual({ plugin: 'word-filter', hook: 'onRequest', reason: 'forbidden word' });
  expect(await outcome(rig, 'nothing special')).toBe('accrued');
  expect(rig.backend.chats).toHaveLength(1);
  expect(await pluginOf(rig, 'word-filter')).toMatchObject({ state: 'running', asked: 2, rejected: 1, file: path });
});

test('a plugin works with its own config, and with a changed one from then on', async () => {
  const path = writePlugin(wordFilter);
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\nconfig = { word = "first" }\n`);
  await rig.state('serving');
  expect(await outcome(rig, 'first')).toBe('PLUGIN_REJECTED');
  const { processId } = await pluginOf(rig);
  edit(rig, (text) => text.replace('"first"', '"second"'));
  await until(rig, (plugin) => plugin.state === 'running' && plugin.processId !== processId);
  expect(await outcome(rig, 'first')).toBe('accrued');
  expect(await outcome(rig, 'second')).toBe('PLUGIN_REJECTED');
});

test('a plugin that does not answer holds a request for timeout_ms and no longer', async () => {
  const path = writePlugin('export const onRequest = () => new Promise(() => {});');
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\ntimeout_ms = 300\n`);
  await rig.state('serving');
  expect(await outcome(rig, 'Hi')).toBe('PLUGIN_TIMEOUT');
  const { recent } = await rig.call('queue.get', {});
  expect(recent[0]?.problem?.details).toMatchObject({ limitMs: 300 });
  expect(recent[0]?.durationMs).toBeGreaterThanOrEqual(299);
  expect(recent[0]?.durationMs).toBeLessThan(1900);
});

test('a plugin that takes more than memory_mb is ended and started again', async () => {
  const path = writePlugin(`
    const kept = [];
    export async function onResponse() {
      for (;;) { kept.push(Buffer.alloc(1 << 20, 1)); await new Promise((later) => setTimeout(later, 5)); }
    }`);
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\nmemory_mb = 100\n`);
  await rig.state('serving');
  await (await rig.client()).request({ model, prompt: 'Hi' });
  await until(rig, ({ restarts, problem }) => restarts > 0 && problem?.code === 'PLUGIN_MEMORY');
  expect((await pluginOf(rig)).problem?.details).toMatchObject({ limitBytes: 100 * 1024 * 1024 });
});

test('requests go on or are refused without a plugin, as on_failure says', async () => {
  const path = writePlugin('throw new Error("broken");');
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\non_failure = "closed"\n`);
  await rig.state('attention');
  const { problems } = await rig.call('status.get', {});
  expect(problems[0]).toMatchObject({ code: 'PLUGIN_AWAY', details: { plugin: 'p', because: 'PLUGIN_LOAD_FAILED' } });
  expect(await outcome(rig, 'Hi')).toBe('PLUGIN_UNAVAILABLE');

  edit(rig, (text) => text.replace('"closed"', '"open"'));
  await rig.state('serving');
  expect((await rig.call('status.get', {})).problems[0]).toMatchObject({ code: 'PLUGIN_AWAY' });
  expect(await outcome(rig, 'Hi')).toBe('accrued');
});

test('a configuration file that others may write loads no plugin, also when it becomes so', async () => {
  const path = writePlugin(wordFilter);
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\nconfig = { word = "first" }\n`);
  await rig.state('serving');
  const file = join(rig.dataFolder, 'config.toml');
  edit(rig, (text) => text.replace('"first"', '"second"'));
  chmodSync(file, 0o666);
  await until(rig, ({ state, problem }) => state === 'refused' && problem?.code === 'PLUGIN_UNTRUSTED');
  expect((await pluginOf(rig)).processId).toBeNull();
  expect(await outcome(rig, 'Hi')).toBe('PLUGIN_UNAVAILABLE');
});

test('start refuses a native library and a missing file', async () => {
  const dataFolder = tempFolder();
  const environment = takeEnvironment({ LLOOM_DATA_DIR: dataFolder });
  const launch = (path: string) => {
    writeFileSync(
      join(dataFolder, 'config.toml'),
      `[network]\nlisten_address = "/ip4/127.0.0.1/tcp/0"\n[[plugins]]\nname = "p"\npath = "${path}"\n`,
    );
    return launchExecutor({ face: 'cli', environment, logger: silentLogger });
  };
  const native = await expectCode(launch('/usr/lib/lloom/plugins/filter.so'), 'PLUGIN_NATIVE');
  expect(native.details).toEqual({ plugin: 'p', path: '/usr/lib/lloom/plugins/filter.so' });
  await expectCode(launch('/usr/lib/lloom/plugins/filter.mjs'), 'PLUGIN_MISSING');
});

test('a plugin in a process loses no answer and no charge when it dies in the middle of them', async () => {
  const path = writePlugin('export function afterExecution() { process.exit(1); }');
  const rig = await start(`[[plugins]]\nname = "p"\npath = "${path}"\non_failure = "open"\n`);
  await rig.state('serving');
  const client = await rig.client();
  const answers = await Promise.all([1, 2, 3, 4].map((n) => client.request({ model, prompt: `${n}` })));
  await eventually(async () => (await rig.call('earnings.get', everything)).total.answers === 4);
  const total = answers.reduce((sum, { totalCostWei }) => sum + totalCostWei, 0n);
  expect((await rig.call('earnings.get', everything)).total).toMatchObject({ accruedWei: total.toString(), voids: 0 });
});
