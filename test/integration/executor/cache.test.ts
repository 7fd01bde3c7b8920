import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { ClientRequest, LloomClient } from '../../../core/client/index.ts';
import type { LlmServerOptions } from '../../fakes/llm-server/index.ts';
import { type ExecutorRig, everything, launchRigExecutor, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { startRedis, type TestRedis } from '../../utils/redis.ts';

const prompt = 'What did the oracle whisper?';
const inboundWei = 400_000_000_000_000n;
const outboundWei = 900_000_000_000_000n;
let nonce = 0n;

/** An executor with these lines under `[cache]`, and a client of it. */
async function start(lines: string, options: Partial<LlmServerOptions> = {}) {
  const rig = await startExecutorRig(options, { config: `\n[cache]\nenabled = true\n${lines}\n` });
  await rig.state('serving');
  return { rig, client: await rig.client() };
}

/** Asks something that has one answer only, unless the change says otherwise. */
function ask(client: LloomClient, change: Partial<ClientRequest> = {}) {
  nonce += 1n;
  return client.request({ model: 'qwen3-4b', prompt, temperature: 0, nonce, ...change });
}

/** Waits until so many answers were stored or were not. */
function settled(rig: ExecutorRig, count: number) {
  return eventually(async () => {
    const { counts } = await rig.call('cache.get', {});
    return counts.stored + counts.dropped >= count;
  });
}

async function sources(rig: ExecutorRig, count: number): Promise<string[]> {
  await eventually(async () => (await rig.call('status.get', {})).today.answers === count);
  const rows = await rig.call('earnings.rows', { filter: everything, limit: 100 });
  return rows.map(({ source, state }) => `${source} ${state}`).reverse();
}

test('an answer is given again, charged and signed again, until it is cleared', async () => {
  const { rig, client } = await start('');
  const first = await ask(client);
  await settled(rig, 1);
  const second = await ask(client);
  expect(rig.backend.chats).toHaveLength(1);
  expect(second.content).toBe(first.content);
  expect(second.totalCostWei).toBe(first.inboundTokens * inboundWei + first.outboundTokens * outboundWei);
  expect(second.requestHash).not.toBe(first.requestHash);
  expect(await sources(rig, 2)).toEqual(['backend accrued', 'cache accrued']);

  expect(await rig.call('cache.get', {})).toMatchObject({ entries: 1, counts: { hits: 1, misses: 1, stored: 1 } });
  expect(await rig.call('cache.clear', {})).toMatchObject({ entries: 0, bytes: 0 });
  await ask(client);
  expect(rig.backend.chats).toHaveLength(2);
});

test('no answer is given again unless the cache is enabled', async () => {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const client = await rig.client();
  await ask(client);
  await ask(client);
  expect(rig.backend.chats).toHaveLength(2);
  expect(await rig.call('cache.get', {})).toMatchObject({ enabled: false, state: 'off', counts: { misses: 0 } });
});

test('with "per_client" another client gets an answer of its own, with "shared" the one that is there', async () => {
  const alone = await start('scope = "per_client"');
  await ask(alone.client);
  await settled(alone.rig, 1);
  await ask(await alone.rig.client());
  expect(alone.rig.backend.chats).toHaveLength(2);

  const shared = await start('scope = "shared"');
  await ask(shared.client);
  await settled(shared.rig, 1);
  await ask(await shared.rig.client());
  expect(shared.rig.backend.chats).toHaveLength(1);
});

describe('identical requests in flight', () => {
  it('share one generation between clients where answers are shared; each is charged and gets its own signature', async () => {
    const { rig, client } = await start('scope = "shared"', { latencyMs: 700 });
    const clients = [client, await rig.client(), await rig.client()];
    const answers = await Promise.all(clients.map((one) => ask(one)));
    expect(rig.backend.chats).toHaveLength(1);
    expect(new Set(answers.map(({ content }) => content)).size).toBe(1);
    expect(new Set(answers.map(({ requestHash }) => requestHash)).size).toBe(3);
    const [answer] = answers;
    if (!answer) throw new Error('no answer');
    const charge = answer.inboundTokens * inboundWei + answer.outboundTokens * outboundWei;
    expect(answers.map(({ totalCostWei }) => totalCostWei)).toEqual([charge, charge, charge]);
    expect((await sources(rig, 3)).sort()).toEqual(['backend accrued', 'shared accrued', 'shared accrued']);
    expect((await rig.call('status.get', {})).today.accruedWei).toBe(String(3n * charge));
    const rows = await rig.call('earnings.rows', { filter: everything, limit: 10 });
    expect(new Set(rows.map(({ clientAddress }) => clientAddress)).size).toBe(3);
    expect(rows.every(({ signature }) => signature?.length === 130)).toBe(true);
    expect((await rig.call('cache.get', {})).counts.shared).toBe(2);
  });

  it('are generated for each client where answers are kept for each client', async () => {
    const { rig, client } = await start('scope = "per_client"', { latencyMs: 700 });
    await Promise.all([ask(client), ask(await rig.client())]);
    expect(rig.backend.chats).toHaveLength(2);
  });

  it('go on when the one that was generated for leaves: one that waited takes its place', async () => {
    const { rig, client } = await start('scope = "shared"', { latencyMs: 1500 });
    const other = await rig.client();
    const leaving = new AbortController();
    const left = ask(client, { signal: leaving.signal });
    await eventually(async () => rig.backend.chats.length === 1);
    const waiting = ask(other);
    await eventually(async () => (await rig.call('queue.get', {})).items.length === 2);
    leaving.abort(new Error('no time'));
    await expect(left).rejects.toThrow('no time');
    expect((await waiting).content).toContain('oracle');
    expect(rig.backend.chats).toHaveLength(2);
    expect(await sources(rig, 1)).toContain('backend accrued');
  });
});

test('only temperature 0 is answered again, unless all are or the model is named', async () => {
  const chance = { temperature: 0.7 };
  const strict = await start('');
  await ask(strict.client, chance);
  await ask(strict.client, chance);
  expect(strict.rig.backend.chats).toHaveLength(2);

  const lax = await start('deterministic_only = false');
  await ask(lax.client, chance);
  await settled(lax.rig, 1);
  await ask(lax.client, chance);
  expect(lax.rig.backend.chats).toHaveLength(1);

  const named = await start('models = ["qwen3-4b"]');
  for (const model of ['qwen3-4b', 'gemma-3-12b', 'qwen3-4b', 'gemma-3-12b'])
    await ask(named.client, { ...chance, model }).then(() => settled(named.rig, 1));
  const asked = named.rig.backend.chats.map(({ body }) => (body as { model: string }).model);
  expect(asked).toEqual(['qwen3-4b', 'gemma-3-12b', 'gemma-3-12b']);
});

test('an answer that was kept costs the part that hit_price_multiplier says, rounded down', async () => {
  const { rig, client } = await start('hit_price_multiplier = "0.3333333333333333"');
  const first = await ask(client);
  await settled(rig, 1);
  const second = await ask(client);
  const scaled = (wei: bigint) => (wei * 3_333_333_333_333_333n) / 10n ** 16n;
  expect(second.totalCostWei).toBe(
    first.inboundTokens * scaled(inboundWei) + first.outboundTokens * scaled(outboundWei),
  );
  await eventually(async () => (await rig.call('status.get', {})).today.answers === 2);
  const [row] = await rig.call('earnings.rows', { filter: everything, limit: 1 });
  expect(row).toMatchObject({ source: 'cache', chargeWei: second.totalCostWei.toString() });
});

test('an answer larger than max_entry_bytes is not kept', async () => {
  const { rig, client } = await start('max_entry_bytes = 2048', { answer: (text) => `${text} `.repeat(100) });
  await ask(client);
  await settled(rig, 1);
  await ask(client);
  await ask(client, { prompt: 'short' });
  await settled(rig, 3);
  await ask(client, { prompt: 'short' });
  expect(rig.backend.chats).toHaveLength(3);
  expect((await rig.call('cache.get', {})).counts).toMatchObject({ dropped: 2, stored: 1, hits: 1 });
});

test('the oldest answers go when all together are larger than max_size_gb', async () => {
  const { rig, client } = await start('max_size_gb = 0.0001', { answer: (text) => `${text} ${'🎈'.repeat(8000)}` });
  for (let index = 0; index < 4; index += 1) {
    await ask(client, { prompt: `${index}` });
    await settled(rig, index + 1);
  }
  expect(await rig.call('cache.get', {})).toMatchObject({ entries: 3, maxBytes: 100_000 });
  await ask(client, { prompt: '3' });
  expect(rig.backend.chats).toHaveLength(4);
  await ask(client, { prompt: '0' });
  expect(rig.backend.chats).toHaveLength(5);
});

test('with "disk" answers outlive a restart, and its files show neither prompt nor answer', async () => {
  const { rig, client } = await start('backend = "disk"');
  const first = await ask(client);
  await settled(rig, 1);
  await rig.launched.stop('finish');
  const folder = join(rig.dataFolder, 'cache');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const bytes = Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const secret of ['oracle', first.content, 'qwen3', client.peerId]) expect(bytes.includes(secret)).toBe(false);

  const again = await launchRigExecutor(rig.dataFolder);
  const { signal } = new AbortController();
  await eventually(async () => (await again.executor.handlers['status.get']({}, { signal })).state === 'serving');
  expect((await ask(await rig.client())).content).toBe(first.content);
  const { counts } = await again.executor.handlers['cache.get']({}, { signal });
  // Another client, so another entry: the first one is only for the client that asked.
  expect(counts).toMatchObject({ hits: 0, misses: 1 });
  expect((await ask(client)).content).toBe(first.content);
  expect(rig.backend.chats).toHaveLength(2);
});

test('changed settings hold from the next request on, except the server, which only the owner at the computer changes', async () => {
  const { rig, client } = await start('');
  await ask(client);
  await settled(rig, 1);
  await rig.call('config.set', { values: [{ key: 'cache.enabled', value: false }] });
  await ask(client);
  expect(rig.backend.chats).toHaveLength(2);
  await rig.call('config.set', { values: [{ key: 'cache.enabled', value: true }] });
  await ask(client);
  await settled(rig, 2);
  await rig.call('config.set', { values: [{ key: 'cache.hit_price_multiplier', value: '0' }] });
  expect((await ask(client)).totalCostWei).toBe(0n);
  expect(rig.backend.chats).toHaveLength(3);
  const server = [{ key: 'cache.redis.url', value: 'redis://10.0.0.1:6379' }];
  await expect(rig.call('config.set', { values: server })).rejects.toMatchObject({ code: 'CONTROL_DOOR_KEY' });
});

describe('with "redis"', () => {
  const lines = (redis: TestRedis, more = '') =>
    `backend = "redis"\n${more}\n[cache.redis]\nurl = "${redis.url}"\nprefix = "my:answers:"`;

  it('answers are kept at url, under prefix, for ttl_seconds, and show neither prompt nor answer', async () => {
    const redis = await startRedis();
    const looker = await redis.client();
    const { rig, client } = await start(lines(redis, 'ttl_seconds = 1000'));
    const first = await ask(client);
    await settled(rig, 1);
    expect((await ask(client)).content).toBe(first.content);
    expect(rig.backend.chats).toHaveLength(1);
    const keys = await looker.keys('*');
    expect(keys.filter((key) => !key.startsWith('my:answers:'))).toEqual([]);
    const entry = keys.find((key) => /:[0-9a-f]{64}$/.test(key)) ?? '';
    const leftMs = await looker.pTTL(entry);
    expect(leftMs).toBeGreaterThan(900_000);
    expect(leftMs).toBeLessThanOrEqual(1_000_000);
    const value = (await looker.get(entry)) ?? '';
    for (const secret of ['oracle', first.content, 'qwen3'])
      for (const text of [...keys, value]) expect(text.includes(secret)).toBe(false);
  });

  it('a forged entry is a miss that is counted, and the request is answered', async () => {
    const redis = await startRedis();
    const looker = await redis.client();
    const { rig, client } = await start(lines(redis));
    const first = await ask(client);
    await settled(rig, 1);
    const entry = (await looker.keys('*')).find((key) => /:[0-9a-f]{64}$/.test(key)) ?? '';
    await looker.set(entry, JSON.stringify({ content: 'Send your keys to me.' }));
    expect((await ask(client)).content).toBe(first.content);
    expect(rig.backend.chats).toHaveLength(2);
    expect((await rig.call('cache.get', {})).counts).toMatchObject({ rejected: 1, hits: 0 });
    await settled(rig, 2);
    await ask(client);
    expect(rig.backend.chats).toHaveLength(2);
  });

  it('a server that dies does not hold requests up, and is used again when it is back', async () => {
    const redis = await startRedis();
    const { rig, client } = await start(lines(redis));
    await ask(client);
    await settled(rig, 1);
    await redis.kill();
    for (let index = 0; index < 8; index += 1) await ask(client);
    expect(await rig.call('cache.get', {})).toMatchObject({ state: 'unreachable', entries: null });
    expect(rig.backend.chats).toHaveLength(9);
    await expect(rig.call('cache.clear', {})).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await redis.restart();
    await eventually(async () => (await rig.call('cache.get', {})).state === 'ready');
    await ask(client);
    await eventually(async () => (await rig.call('cache.get', {})).entries === 1);
    await ask(client);
    expect(rig.backend.chats).toHaveLength(10);
  });
});
