import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkConfigText } from '../../../core/foundation/config/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { createBackends, type LlmClient } from '../../../core/inference/backends/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../../fakes/llm-server/index.ts';
import { buildCompletionRequest, going } from '../../utils/backend.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { createManualClock, type ManualClock } from '../../utils/manual-clock.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const DAY_MS = 86_400_000;

let server: LlmServer;
let clock: ManualClock;
let usageFile: string;
beforeEach(async () => {
  const models = ['gpt-4o', 'gpt-4o-2024-08-06', 'house-model'].map((id) => ({
    id,
    type: 'llm' as const,
    loaded: true,
    contextLength: 8192,
  }));
  await serve({ models });
  clock = createManualClock(Date.parse('2026-11-29T12:00:00Z'));
  usageFile = join(tempFolder(), 'hosted_usage.json');
});

async function serve(options: Partial<LlmServerOptions>): Promise<void> {
  const started = await startLlmServer({ dialect: 'openai', ...options });
  server = started;
  onTestFinished(() => started.close());
}

/** The backend as an executor with this configuration has it; a second one is as after a restart. */
function open(limits: string, more = ''): LlmClient {
  const text = `[llm_client]\nbackend = "openai"\nbase_url = "${server.url}"\nmax_retries = 2\n${more}\n[openai_limits]\n${limits}\n`;
  const { config, problems } = checkConfigText(text, { file: 'config.toml', env: {} });
  if (config === null) throw new Error(JSON.stringify(problems));
  const [{ client }] = createBackends(config, { clock, logger: silentLogger, usageFile });
  onTestFinished(() => client.close());
  return client;
}

const ask = (client: LlmClient, more = {}) =>
  client.complete(buildCompletionRequest({ model: 'gpt-4o', maxOutboundTokens: 50, ...more }), { signal: going() });

const reasonOf = async (client: LlmClient, model = 'gpt-4o') =>
  (await client.listModels({ signal: going() })).find(({ id }) => id === model)?.unavailableBecause;

test('sends no more than max_requests_per_minute', async () => {
  const client = open('max_requests_per_minute = 2');
  await ask(client);
  clock.advance(30_000);
  await ask(client);
  const error = await expectCode(ask(client), 'BACKEND_LIMIT_REACHED');
  expect(error.details).toEqual({
    backend: 'openai',
    limit: 'max_requests_per_minute',
    until: '2026-11-29T12:01:01.000Z',
  });
  await expectCode(ask(open('max_requests_per_minute = 2')), 'BACKEND_LIMIT_REACHED');
  expect(server.chats).toHaveLength(2);
  clock.advance(31_000);
  await ask(client);
  await expectCode(ask(client), 'BACKEND_LIMIT_REACHED');
});

test('asks for no more than max_tokens_per_minute', async () => {
  const client = open('max_tokens_per_minute = 100');
  const { inboundTokens, outboundTokens } = await ask(client);
  // What was put aside for the answer is given back, so that a second request fits.
  expect(inboundTokens + outboundTokens).toBeLessThan(40);
  await ask(client);
  const error = await expectCode(ask(client, { maxOutboundTokens: 80 }), 'BACKEND_LIMIT_REACHED');
  expect(error.details).toMatchObject({ limit: 'max_tokens_per_minute', until: '2026-11-29T12:01:01.000Z' });
  const never = await expectCode(ask(client, { maxOutboundTokens: 101 }), 'BACKEND_LIMIT_REACHED');
  expect(never.details).toMatchObject({ until: null });
  clock.advance(61_000);
  await ask(client, { maxOutboundTokens: 80 });
  expect(server.chats).toHaveLength(3);
});

test('spends no more than max_cost_per_day_usd, also after a restart, and goes on the next day', async () => {
  // 0.05 US dollars are 5000 model tokens of an answer.
  const limits = 'max_cost_per_day_usd = 0.05';
  const expensive = { prompt: 'Say much.', maxOutboundTokens: 4000 };
  await server.close();
  await serve({
    models: [{ id: 'gpt-4o', type: 'llm', loaded: true, contextLength: 8192 }],
    answer: () => 'word '.repeat(4000),
  });
  const client = open(limits);
  expect(await reasonOf(client)).toBeNull();
  expect((await ask(client, expensive)).outboundTokens).toBe(4000);
  expect(await reasonOf(client)).toContain('it is asked again from 2026-11-30 00:00 UTC on');
  for (const each of [client, open(limits)]) {
    const error = await expectCode(ask(each, expensive), 'BACKEND_LIMIT_REACHED');
    expect(error.details).toEqual({
      backend: 'openai',
      limit: 'max_cost_per_day_usd',
      until: '2026-11-30T00:00:00.000Z',
    });
  }
  expect(server.chats).toHaveLength(1);
  clock.advance(DAY_MS / 2);
  expect(await reasonOf(client)).toBeNull();
  await ask(client, expensive);
});

test('puts the whole of a request aside until it is answered', async () => {
  await server.close();
  await serve({ models: [{ id: 'gpt-4o', type: 'llm', loaded: true, contextLength: 8192 }], latencyMs: 200 });
  const client = open('max_cost_per_day_usd = 0.05');
  const both = await Promise.allSettled([1, 2].map(() => ask(client, { maxOutboundTokens: 3000 })));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await ask(client, { maxOutboundTokens: 3000 });
});

test('gives back what was put aside for a request that the service refused', async () => {
  const client = open('max_cost_per_day_usd = 0.05');
  server.setFault({ kind: 'status', status: 400 });
  for (let times = 0; times < 3; times += 1) {
    await expectCode(ask(client, { maxOutboundTokens: 4000 }), 'BACKEND_REJECTED');
  }
  server.setFault(null);
  await ask(client, { maxOutboundTokens: 4000 });
});

test('takes the prices of openai_limits.prices, and asks no model whose price nobody knows', async () => {
  const limits = 'max_cost_per_day_usd = 1';
  const stingy = open(limits);
  expect(await reasonOf(stingy, 'house-model')).toContain('name it in [openai_limits.prices]');
  expect(await reasonOf(stingy, 'gpt-4o-2024-08-06')).toBeNull();
  await expectCode(ask(stingy, { model: 'house-model' }), 'BACKEND_PRICE_UNKNOWN');
  expect(server.chats).toHaveLength(0);
  const price = (usd: number) =>
    `${limits}\n[openai_limits.prices]\n"house-model" = { inbound_usd_per_million = ${usd}, outbound_usd_per_million = ${usd} }`;
  await ask(open(price(1)), { model: 'house-model' });
  await expectCode(ask(open(price(100_000)), { model: 'house-model' }), 'BACKEND_LIMIT_REACHED');
  expect(server.chats).toHaveLength(1);
});

test('writes down what is put aside before anything is sent', async () => {
  await server.close();
  await serve({ models: [{ id: 'gpt-4o', type: 'llm', loaded: true, contextLength: 8192 }], latencyMs: 60_000 });
  const stop = new AbortController();
  const client = open('max_cost_per_day_usd = 1');
  const request = buildCompletionRequest({ model: 'gpt-4o', maxOutboundTokens: 3000 });
  const answer = expectCode(client.complete(request, { signal: stop.signal }), 'BACKEND_ABORTED');
  await expect.poll(() => server.chats.length).toBe(1);
  expect(JSON.parse(readFileSync(usageFile, 'utf8'))).toMatchObject({ day: '2026-11-29', version: 1 });
  expect(JSON.parse(readFileSync(usageFile, 'utf8')).costMicroUsd).toBeGreaterThan(30_000);
  stop.abort();
  await answer;
  await expect.poll(() => JSON.parse(readFileSync(usageFile, 'utf8')).costMicroUsd).toBeLessThan(1000);
});

test.each(['max_cost_per_day_usd = 1', 'max_requests_per_minute = 10'])(
  'sends nothing that it cannot write down: %s',
  async (limits) => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    usageFile = join(file, 'hosted_usage.json');
    const error = await expectCode(ask(open(limits)), 'BACKEND_LIMIT_REACHED');
    expect(error.details).toMatchObject({ reason: 'file' });
    expect(server.chats).toHaveLength(0);
  },
);

test('takes the day for used up when the file is damaged', async () => {
  writeFileSync(usageFile, '{"version": 1');
  const client = open('max_cost_per_day_usd = 100');
  await expectCode(ask(client), 'BACKEND_LIMIT_REACHED');
  clock.advance(DAY_MS);
  await ask(client);
});
