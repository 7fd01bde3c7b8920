import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExecutorRig, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { startRedis } from '../../utils/redis.ts';

const model = 'qwen3-4b';
let nonce = 0;
const closed = expect.objectContaining({ code: 'NETWORK_REQUEST_FAILED' });

/** An executor with these lines of configuration, ready to serve. */
async function start(config: string): Promise<ExecutorRig> {
  const rig = await startExecutorRig({}, { config });
  await rig.state('serving');
  return rig;
}

const ruleOf = (identifier: string, limits: string) => `
[rate_limiting]
enabled = true
[[rate_limiting.rules]]
identifier = "${identifier}"
${limits}
`;

/** How many of so many requests of this client are answered. */
async function answered(client: Awaited<ReturnType<ExecutorRig['client']>>, tries: number): Promise<number> {
  let count = 0;
  for (let i = 0; i < tries; i++) {
    await client.request({ model, prompt: `${i}`, nonce: BigInt(++nonce) }).then(
      () => count++,
      (error: unknown) => expect(error).toEqual(closed),
    );
  }
  return count;
}

test('each peer gets its minute of requests and its burst, and its stream is closed after them', async () => {
  const rig = await start(ruleOf('peer_id', 'max_requests_per_minute = 1\nburst_size = 1'));
  const [a, b] = [await rig.client(), await rig.client()];
  expect(await answered(a, 4)).toBe(2);
  expect(await answered(b, 4)).toBe(2);
  expect(rig.backend.chats).toHaveLength(4);
});

test('peers behind one IP address share its requests', async () => {
  const rig = await start(ruleOf('ip_address', 'max_requests_per_minute = 2'));
  const [a, b] = [await rig.client(), await rig.client()];
  expect((await answered(a, 2)) + (await answered(b, 2))).toBe(2);
});

test('a client that used up its model tokens is served no more, however few requests that took', async () => {
  const rig = await start(ruleOf('client_address', 'max_tokens_per_minute = 20'));
  const [a, b] = [await rig.client(), await rig.client()];
  expect(await answered(a, 3)).toBe(1);
  expect(await answered(b, 3)).toBe(1);
});

test('rules that are switched off hold nobody back', async () => {
  const rig = await start(ruleOf('peer_id', 'max_requests_per_minute = 1').replace('true', 'false'));
  expect(await answered(await rig.client(), 3)).toBe(3);
});

test('changed rules hold from the next request on, without a restart', async () => {
  const rig = await start(ruleOf('peer_id', 'max_requests_per_minute = 1000'));
  const client = await rig.client();
  const file = join(rig.dataFolder, 'config.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('= 1000', '= 1'));
  await eventually(async () => (await answered(client, 2)) < 2);
  const { rateLimitedByRule } = await rig.call('admission.get', {});
  expect(rateLimitedByRule[0]?.rule).toBe('peer_id requests 1/min');
});

test('two executors with one Redis server share what a peer may ask, under the prefix of its keys', async () => {
  const redis = await startRedis();
  const config = `${ruleOf('ip_address', 'max_requests_per_minute = 3')}
[rate_limiting.redis]
url = "${redis.url}"
prefix = "shared:"
`.replace('enabled = true', 'enabled = true\nstore = "redis"');
  const rigs = [await start(config), await start(config)];
  const looker = await redis.client();
  const clients = [];
  for (const rig of rigs) {
    const client = await rig.client();
    clients.push(client);
    // Until its connection stands, an executor counts alone.
    await eventually(async () => {
      await answered(client, 1);
      return (await looker.keys('shared:*')).length > 0;
    });
    await looker.flushAll();
  }
  let count = 0;
  for (const client of [...clients, ...clients, ...clients]) count += await answered(client, 1);
  expect(count).toBe(3);
});
