import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ConfigView } from '../../../core/control/index.ts';
import { ControlClient } from '../../../core/control/socket/index.ts';
import { systemClock } from '../../../core/foundation/clock.ts';
import { type ExecutorRig, everything, startExecutorRig } from '../../utils/executor-rig.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { eventually, startLocalNetwork } from '../../utils/network.ts';

const oldInboundWei = 400_000_000_000_000n;
const outboundWei = 900_000_000_000_000n;
const newInboundWei = 300_000_000_000_000n;

/** Changes the text of the rig's configuration file as an editor does: a new file in the place of the old one. */
function edit({ dataFolder }: ExecutorRig, change: (text: string) => string): void {
  const file = join(dataFolder, 'config.toml');
  writeFileSync(`${file}.new`, change(readFileSync(file, 'utf8')));
  renameSync(`${file}.new`, file);
}

const problems = async (rig: ExecutorRig) => (await rig.call('status.get', {})).problems;

test('a price that changes while requests run drops none, holds for those that come later, and is announced', async () => {
  const rig = await startExecutorRig({ latencyMs: 600, slots: 8 });
  await rig.state('serving');
  const { peerId } = (await rig.call('status.get', {})).identity;
  const { registry } = rig.network.validator;
  await eventually(() => registry.modelsOf(peerId) !== null);
  const client = await rig.client();
  const prompts = Array.from({ length: 12 }, (_, index) => `request ${index}`);
  const running = Promise.all(prompts.map((prompt) => client.request({ model: 'qwen3-4b', prompt })));
  await eventually(() => rig.backend.chats.length >= 8);

  edit(rig, (text) => text.replace('0.0004', '0.0003'));
  const asked = () => registry.log.at(-1)?.models[0]?.pricing?.input_token_price;
  await eventually(() => asked() === newInboundWei.toString());
  expect(registry.log.at(-1)?.type).toBe('Update');

  for (const answer of await running) {
    const charge = answer.inboundTokens * oldInboundWei + answer.outboundTokens * outboundWei;
    expect(answer.totalCostWei).toBe(charge);
  }
  const later = await client.request({ model: 'qwen3-4b', prompt: 'later' });
  expect(later.totalCostWei).toBe(later.inboundTokens * newInboundWei + later.outboundTokens * outboundWei);
  await eventually(async () => (await rig.call('earnings.get', everything)).total.answers === 13);
  expect((await rig.call('earnings.get', everything)).total.voids).toBe(0);
});

test('limits, queue, cache, filter and log change while requests run: none is dropped, the next obeys', async () => {
  const rig = await startExecutorRig({ latencyMs: 600, slots: 2 });
  await rig.state('serving');
  const client = await rig.client();
  const prompts = Array.from({ length: 6 }, (_, index) => `request ${index}`);
  const running = Promise.all(prompts.map((prompt) => client.request({ model: 'qwen3-4b', prompt })));
  await eventually(() => rig.backend.chats.length >= 2);
  edit(
    rig,
    (text) => `${text}
[request_handling]
max_tokens_per_request = 7
max_concurrent_requests = 1
[priority]
enabled = true
strategy = "fair"
[cache]
enabled = true
[content_filter]
enabled = true
block_patterns = ["forbidden"]
[logging]
level = "error"
`,
  );
  await eventually(async () => (await rig.call('queue.get', {})).maxConcurrent === 1);
  expect(await problems(rig)).toEqual([]);
  expect((await running).map(({ content }) => content)).toHaveLength(6);

  const tooLong = client.request({ model: 'qwen3-4b', prompt: 'long', maxOutboundTokens: 8 });
  await expect(tooLong).rejects.toMatchObject({ code: 'NETWORK_REFUSED' });
  const forbidden = client.request({ model: 'qwen3-4b', prompt: 'a forbidden word', maxOutboundTokens: 7 });
  await expect(forbidden).rejects.toThrow();
  expect((await client.request({ model: 'qwen3-4b', prompt: 'short', maxOutboundTokens: 7 })).content).not.toBe('');
  await eventually(async () => (await rig.call('earnings.get', everything)).total.answers === 7);
});

test('a file that is not valid any more is ignored, with its line in the status, until it is corrected', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  edit(rig, (text) => text.replace('"0.0004"', '"0,0003"').replace('"0.0009"', '"0.0008"'));
  await eventually(async () => (await problems(rig)).length > 0);
  expect(await problems(rig)).toMatchObject([
    { code: 'CONFIG_INVALID_IGNORED', details: { problems: [{ line: 12, key: 'pricing.base_inbound_price' }] } },
  ]);
  expect(await rig.call('pricing.get', {})).toMatchObject({ inboundEth: '0.0004', outboundEth: '0.0009' });
  expect((await rig.call('status.get', {})).state).toBe('serving');
  edit(rig, (text) => text.replace('"0,0003"', '"0.0003"'));
  await eventually(async () => (await problems(rig)).length === 0);
  expect(await rig.call('pricing.get', {})).toMatchObject({ inboundEth: '0.0003', outboundEth: '0.0008' });
});

test('a key that waits for a restart is named, and is forgotten when it is put back', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  edit(rig, (text) => text.replace('[llm_client]', '[llm_client]\ntimeout_secs = 17'));
  await eventually(async () => (await problems(rig)).length > 0);
  expect(await problems(rig)).toMatchObject([
    { code: 'CONFIG_NEEDS_RESTART', details: { keys: ['llm_client.timeout_secs'] } },
  ]);
  const { keys, needsRestart } = await rig.call('config.get', {});
  expect(needsRestart).toEqual(['llm_client.timeout_secs']);
  const changed = keys.find(({ key }) => key === 'llm_client.timeout_secs');
  expect(changed).toMatchObject({ value: 17, source: 'file', reload: 'restart', needsRestart: true });
  edit(rig, (text) => text.replace('timeout_secs = 17\n', ''));
  await eventually(async () => (await problems(rig)).length === 0);
});

test('another bootstrap node and external address in the file act without a restart', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const other = await startLocalNetwork();
  const external = '/ip4/203.0.113.7/tcp/4001';
  edit(rig, (text) =>
    text
      .replace(rig.network.validator.address, other.validator.address)
      .replace('[network]', `[network]\nexternal_address = "${external}"`),
  );
  const { peerId } = (await rig.call('status.get', {})).identity;
  await eventually(() => other.validator.registry.modelsOf(peerId)?.includes('qwen3-4b') === true);
  const published = async () => (await rig.call('status.get', {})).network.publishedAddresses;
  await eventually(async () => (await published()).join() === external);
  expect(await problems(rig)).toEqual([]);
});

test('the control socket sets keys and tells of it, but opens no doors', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const socket = new ControlClient({ clock: systemClock }, { socketPath: join(rig.dataFolder, 'control.sock') });
  onTestFinished(() => socket.close());
  const views: ConfigView[] = [];
  await socket.subscribe((name, payload) => {
    if (name === 'config.changed') views.push(payload as ConfigView);
  });

  const values = [{ key: 'pricing.base_inbound_price', value: '0.0003' }];
  const view = await socket.call('config.set', { values });
  expect(view.keys.find(({ key }) => key === 'pricing.base_inbound_price')?.value).toBe('0.0003');
  expect((await socket.call('pricing.get', {})).inboundEth).toBe('0.0003');
  await eventually(() => views.at(-1)?.revision === view.revision);

  const text = readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8');
  expect(text).toContain('# cheap at night\nbase_inbound_price = "0.0003"\n');
  const doors = [{ key: 'llm_client.base_url', value: 'http://203.0.113.7/v1' }];
  await expectCode(socket.call('config.set', { values: doors }), 'CONTROL_DOOR_KEY');
  await expectCode(socket.call('config.set', { values: doors, mayOpenDoors: true } as never), 'CONTROL_BAD_INPUT');
  expect(readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8')).toBe(text);
});
