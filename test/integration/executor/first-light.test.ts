import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ControlClient } from '../../../core/control/socket/index.ts';
import { systemClock } from '../../../core/foundation/clock.ts';
import type { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { everything, launchRigExecutor, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const inboundWei = 400_000_000_000_000n;
const outboundWei = 900_000_000_000_000n;

test('a client is answered by the model program, charged exactly, and the books say so everywhere', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const client = await rig.client();
  const answer = await client.request({ model: 'qwen3-4b', prompt: 'Hello there' });

  expect(answer.content).toBe('You said "Hello there", and that is all there is to it.');
  const charge = answer.inboundTokens * inboundWei + answer.outboundTokens * outboundWei;
  expect(answer.totalCostWei).toBe(charge);

  await eventually(async () => (await rig.call('status.get', {})).today.answers === 1);
  const [row] = await rig.call('earnings.rows', { filter: everything, limit: 10 });
  expect(row).toMatchObject({
    state: 'accrued',
    model: 'qwen3-4b',
    chargeWei: charge.toString(),
    payloadHash: answer.requestHash,
    responseHash: answer.responseHash,
    clientPeerId: client.peerId,
    countedBy: 'backend',
    lane: 'normal',
    source: 'backend',
  });
  expect((await rig.call('earnings.get', everything)).total).toMatchObject({
    accruedWei: charge.toString(),
    answers: 1,
    voids: 0,
  });
  expect((await rig.call('queue.get', {})).recent[0]).toMatchObject({ id: row?.id, outcome: 'accrued' });

  const socket = new ControlClient({ clock: systemClock }, { socketPath: join(rig.dataFolder, 'control.sock') });
  expect((await socket.call('status.get', {})).today).toEqual((await rig.call('status.get', {})).today);
  await socket.close();
});

test('a pause withdraws the offer and closes new requests, a resume announces again', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const { registry } = rig.network.validator;
  const { peerId } = (await rig.call('status.get', {})).identity;
  await eventually(() => registry.modelsOf(peerId) !== null);

  await rig.call('executor.pause', { mode: 'finish' });
  await rig.state('paused');
  await eventually(() => registry.modelsOf(peerId) === null);
  const client = await rig.client();
  const refused = client.request({ model: 'qwen3-4b', prompt: 'anybody?' });
  await expect(refused).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  expect(rig.backend.chats).toHaveLength(0);

  await rig.call('executor.resume', {});
  await eventually(() => registry.modelsOf(peerId)?.includes('qwen3-4b') === true);
  expect((await client.request({ model: 'qwen3-4b', prompt: 'again' })).content).toContain('again');
});

test('finishing lets the running request end, stopping now voids it and stops the generation', async () => {
  const rig = await startExecutorRig({ latencyMs: 400 });
  await rig.state('serving');
  const client = await rig.client();
  const finishing = client.request({ model: 'qwen3-4b', prompt: 'one' });
  await eventually(() => rig.backend.chats.length === 1);
  await rig.call('executor.pause', { mode: 'finish' });
  expect((await rig.call('status.get', {})).state).toBe('draining');
  expect((await finishing).content).toContain('one');
  await rig.state('paused');

  await rig.call('executor.resume', {});
  rig.backend.setFault({ kind: 'stall', afterPieces: 2 });
  const stopped = client.request({ model: 'qwen3-4b', prompt: 'two' });
  await eventually(async () => (await rig.call('queue.get', {})).items[0]?.outboundTokens === 2);
  await rig.call('executor.pause', { mode: 'now' });
  await expect(stopped).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  expect((await rig.backend.abandonment()).piecesSent).toBe(2);
  await rig.state('paused');
  const { total } = await rig.call('earnings.get', everything);
  expect(total).toMatchObject({ answers: 1, voids: 1 });
});

test('new prices are saved beside their comments, announced, and asked from the next request on', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const prices = await rig.call('pricing.set', { inboundEth: '0.0005', outboundEth: '0.0011' });
  expect(prices).toMatchObject({ outboundWei: '1100000000000000', aboveClientOffer: true });
  const file = readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8');
  expect(file).toContain('# cheap at night\nbase_inbound_price = "0.0005"\nbase_outbound_price = "0.0011"\n');
  expect((await rig.call('status.get', {})).problems[0]?.code).toBe('PRICING_ABOVE_CLIENT_OFFER');

  const client = await rig.client();
  const tooLow = client.request({ model: 'qwen3-4b', prompt: 'at the usual price' });
  await expect(tooLow).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  const answer = await client.request({ model: 'qwen3-4b', prompt: 'more', outboundPriceWei: 2n * 10n ** 15n });
  expect(answer.totalCostWei).toBe(answer.inboundTokens * 5n * 10n ** 14n + answer.outboundTokens * 11n * 10n ** 14n);
});

test.each(['1', '0.5 ETH', '-0.1', '1e-3', '500000000000000'])(
  'the price %s is refused and nothing is saved',
  async (text) => {
    const rig = await startExecutorRig();
    const before = readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8');
    const saving = rig.call('pricing.set', { inboundEth: text, outboundEth: '0.001' });
    await expect(saving).rejects.toMatchObject({ code: 'PRICING_INVALID_PRICE' });
    expect(readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8')).toBe(before);
  },
);

test('the model program going away and coming back is seen without help', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const port = Number(new URL(rig.backend.url).port);
  await rig.backend.close();
  await rig.call('models.refresh', {});
  expect(await rig.call('status.get', {})).toMatchObject({
    state: 'attention',
    problems: [{ code: 'BACKEND_UNREACHABLE' }],
    modelsServed: 0,
  });
  const { startLlmServer } = await import('../../fakes/llm-server/index.ts');
  const again = await startLlmServer({ dialect: 'lmstudio', port });
  await rig.state('serving');
  const client = await rig.client();
  expect((await client.request({ model: 'qwen3-4b', prompt: 'back?' })).content).toContain('back?');
  await again.close();
});

test('the killed and restarted validator gets us back from the same port while a request goes on', async () => {
  const rig = await startExecutorRig({ latencyMs: 1500 });
  await rig.state('serving');
  const { validator } = rig.network;
  const { identity, network } = await rig.call('status.get', {});
  const port = Number(network.listenAddresses[0]?.split('/').at(-1));
  await eventually(() => validator.registry.modelsOf(identity.peerId) !== null);
  const client = await rig.client();
  const running = client.request({ model: 'qwen3-4b', prompt: 'unharmed' });
  await eventually(() => rig.backend.chats.length === 1);

  await validator.kill();
  await validator.start();
  await eventually(() => validator.registry.modelsOf(identity.peerId) !== null);
  expect(validator.sourcePorts(identity.peerId)).toEqual([port]);
  expect((await running).content).toContain('unharmed');
});

test('a second executor on the same folder is told who holds it', async () => {
  const rig = await startExecutorRig();
  await expect(launchRigExecutor(rig.dataFolder)).rejects.toMatchObject({
    code: 'EXECUTOR_ALREADY_RUNNING',
    details: { pid: process.pid, face: 'cli' },
  });
  expect((await rig.call('status.get', {})).state).not.toBe('stopped');
});

test('a second executor is told the socket that the first one really listens on', async () => {
  const rig = await startExecutorRig();
  const folder = join(tempFolder(), 'longer-than-a-socket-path-may-be'.repeat(4));
  mkdirSync(folder);
  copyFileSync(join(rig.dataFolder, 'config.toml'), join(folder, 'config.toml'));
  await launchRigExecutor(folder);
  const refusal = await launchRigExecutor(folder).catch((error: ExecutorError) => error);
  const { controlSocket } = (refusal as ExecutorError).details;
  expect(statSync(String(controlSocket)).isSocket()).toBe(true);
});

test('a stop says goodbye to the network and lets the next start have everything', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const { identity } = await rig.call('status.get', {});
  const { registry } = rig.network.validator;
  await eventually(() => registry.modelsOf(identity.peerId) !== null);
  await rig.call('executor.shutdown', { mode: 'finish' });
  await rig.launched.stopped;
  expect(registry.log.at(-1)).toMatchObject({ type: 'Removal', executorPeerId: identity.peerId });
  const next = await launchRigExecutor(rig.dataFolder);
  const { signal } = new AbortController();
  expect((await next.executor.handlers['status.get']({}, { signal })).identity).toEqual(identity);
});
