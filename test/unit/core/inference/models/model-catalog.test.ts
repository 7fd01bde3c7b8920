import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { BackendPool, type LlmClient } from '../../../../../core/inference/backends/index.ts';
import { ModelCatalog, type ModelSettings, toDescriptor } from '../../../../../core/inference/models/index.ts';
import { type FakeModel, type LlmServer, startLlmServer } from '../../../../fakes/llm-server/index.ts';
import { backendSettings, openBackend } from '../../../../utils/backend.ts';
import { createManualClock, type ManualClock } from '../../../../utils/manual-clock.ts';

const model = (id: string, loaded = true): FakeModel => ({ id, type: 'llm', loaded, contextLength: 8192 });

const unlimited: ModelSettings = {
  name: '',
  enabled: true,
  contextLength: null,
  inboundPriceWei: null,
  outboundPriceWei: null,
  maxBatchSize: null,
  aliases: [],
  capabilities: null,
  optimalBatchSize: null,
  tokensPerSecond: null,
  firstTokenLatencyMs: null,
  maxTokensPerSecond: null,
  maxConcurrentRequests: null,
  gpuMemoryGb: null,
  cpuCores: null,
};

let server: LlmServer;
let clock: ManualClock;
let pool: BackendPool;
let catalog: ModelCatalog;
let changes = 0;

const catalogOf = (...clients: readonly LlmClient[]) => {
  const backends = clients.map((client) => ({ client, baseUrl: '' }));
  pool = new BackendPool({ clock, logger: silentLogger }, backends);
  return new ModelCatalog({ pool });
};

async function open(models: readonly FakeModel[], loadsOnDemand = true): Promise<void> {
  server = await startLlmServer({ dialect: 'lmstudio', models, loadsOnDemand });
  clock = createManualClock();
  const client = openBackend(backendSettings('lmstudio', server.url), { clock });
  catalog = catalogOf(client);
  changes = 0;
  catalog.onChange(() => {
    changes += 1;
  });
  await catalog.start();
}

beforeEach(() => open([model('b-loaded'), model('a-idle', false)]));
afterEach(async () => {
  await catalog.stop();
  await server.close();
});

const served = () => catalog.served().map(({ id }) => id);
const lists = () => server.requests.filter((request) => request.path === '/api/v1/models').length;

describe('the models of a backend', () => {
  it('are unknown at first and known after the first look', async () => {
    expect(catalog.health().state).toBe('unknown');
    await catalog.refresh();
    expect(catalog.health()).toMatchObject({ state: 'connected', problem: null, checkedAtMs: clock.nowMs() });
    expect(served()).toEqual(['b-loaded', 'a-idle']);
    expect(catalog.find('a-idle')?.state).toBe('not-loaded');
    expect(catalog.find('z')).toBeNull();
  });

  it('are looked up again every 15 s, and only a change is told', async () => {
    await catalog.refresh();
    // Its models, and then its version.
    await expect.poll(() => changes).toBe(2);
    clock.advance(15_000);
    await expect.poll(() => catalog.health().checkedAtMs).toBe(clock.nowMs());
    await expect.poll(() => clock.timerCount).toBe(1);
    expect(lists()).toBe(2);
    expect(changes).toBe(2);
    server.setModels([model('new')]);
    clock.advance(15_000);
    await expect.poll(served).toEqual(['new']);
    expect(changes).toBe(3);
  });

  it('are looked up as often as the owner says', async () => {
    await catalog.refresh();
    catalog.configure({
      modelDiscovery: {
        enabled: true,
        refreshIntervalSecs: 300,
        advertiseModels: true,
        onlyModels: [],
        unloadAfterIdleSecs: 0,
      },
    });
    await catalog.refresh();
    const before = lists();
    clock.advance(299_000);
    expect(lists()).toBe(before);
    clock.advance(1000);
    await expect.poll(lists).toBe(before + 1);
  });

  it('are offered anew as soon as the owner changes what is said of them', async () => {
    await catalog.refresh();
    catalog.configure({ models: [{ ...unlimited, name: 'b-loaded', enabled: false }] });
    expect(served()).toEqual(['a-idle']);
    expect(catalog.find('b-loaded')?.notServedBecause).toContain('switched off');
    catalog.configure({ models: [{ ...unlimited, name: 'a-idle', contextLength: 100 }] });
    expect(served()).toEqual(['b-loaded', 'a-idle']);
    expect(catalog.find('a-idle')?.contextLength).toBe(100);
  });

  it('are looked up once by callers at the same time', async () => {
    await catalog.refresh();
    const before = lists();
    await Promise.all([catalog.refresh(), catalog.refresh(), catalog.refresh()]);
    expect(lists()).toBe(before + 1);
  });

  it('are not served while they are not loaded and nothing loads them on demand', async () => {
    await catalog.stop();
    await server.close();
    await open([model('b-loaded'), model('a-idle', false)], false);
    await catalog.refresh();
    expect(served()).toEqual(['b-loaded']);
    expect(catalog.find('a-idle')).toMatchObject({
      served: false,
      notServedBecause: expect.stringContaining('demand'),
    });
  });

  it('are served up to the number that can be announced', async () => {
    server.setModels([...Array.from({ length: 60 }, (_, index) => model(`m${index}`)), model('x'.repeat(300))]);
    await catalog.refresh();
    await catalog.refresh();
    expect(served()).toHaveLength(50);
    expect(catalog.models()).toHaveLength(61);
    expect(catalog.models().filter((entry) => entry.notServedBecause !== null)).toHaveLength(11);
  });
});

describe('a backend that goes away', () => {
  it('is served no more at once, and again by itself soon after it is back', async () => {
    await catalog.refresh();
    const port = Number(new URL(server.url).port);
    await server.close();
    await catalog.refresh();
    expect(catalog.health()).toMatchObject({ state: 'unreachable', problem: { code: 'BACKEND_UNREACHABLE' } });
    expect(served()).toEqual([]);
    await expect.poll(() => catalog.health()).toMatchObject({ failures: 1, nextTryAtMs: clock.nowMs() + 1000 });
    expect(catalog.models().map((entry) => entry.notServedBecause)).toEqual(
      Array(2).fill('The backend does not answer.'),
    );

    server = await startLlmServer({ dialect: 'lmstudio', models: [model('back')], port });
    clock.advance(1000);
    await expect.poll(served).toEqual(['back']);
    const answered = { state: 'connected', problem: null, failures: 0, nextTryAtMs: null };
    expect(catalog.health()).toMatchObject(answered);
  });

  it('is asked less and less often, but at least every 10 s', async () => {
    const lookedAtMs: number[] = [];
    const dead = catalogOf({
      ...openBackend(backendSettings('lmstudio', server.url), { clock }),
      name: 'dead',
      async listModels() {
        lookedAtMs.push(clock.nowMs());
        throw new ExecutorError('BACKEND_UNREACHABLE');
      },
    });
    await dead.start();
    for (let halfSecond = 0; halfSecond < 100; halfSecond += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      clock.advance(500);
    }
    await dead.stop();
    const gaps = lookedAtMs.slice(1, 8).map((atMs, index) => atMs - (lookedAtMs[index] ?? 0));
    expect(gaps).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });

  it('is served as soon as it lists its models, however long it takes to tell its version', async () => {
    await catalog.stop();
    const version = Promise.withResolvers<string | null>();
    const client = openBackend(backendSettings('lmstudio', server.url), { clock });
    catalog = catalogOf({ ...client, name: 'slow', version: () => version.promise });
    await catalog.start();
    await expect.poll(served).toEqual(['b-loaded', 'a-idle']);
    expect(catalog.health()).toMatchObject({ state: 'connected', version: null, problem: null });
    version.resolve('slow 1.2');
    await expect.poll(() => catalog.health()).toMatchObject({ state: 'connected', version: 'slow 1.2' });
    await client.close();
  });

  it('is forgiven one bad list, not two', async () => {
    await catalog.refresh();
    server.setFault({ kind: 'garbage-models' });
    await catalog.refresh();
    expect(catalog.health()).toMatchObject({ state: 'connected', problem: { code: 'BACKEND_BAD_RESPONSE' } });
    expect(served()).toHaveLength(2);
    await catalog.refresh();
    expect(catalog.health().state).toBe('unreachable');
    expect(served()).toEqual([]);
  });

  it('is left alone after stop, which may be called twice', async () => {
    await catalog.refresh();
    await catalog.stop();
    await catalog.stop();
    const before = server.requests.length;
    clock.advance(60_000);
    await catalog.refresh();
    expect(server.requests.length).toBe(before);
    expect(clock.timerCount).toBe(0);
  });
});

describe('the models of two backends', () => {
  let other: LlmServer;
  beforeEach(async () => {
    await catalog.stop();
    other = await startLlmServer({ dialect: 'openai', models: [model('a-idle'), model('c-only')] });
    const settings = [
      backendSettings('lmstudio', server.url, { name: 'desk' }),
      backendSettings('openai', `${other.url}/v1`, { name: 'cellar' }),
    ];
    catalog = catalogOf(...settings.map((one) => openBackend(one, { clock })));
    await catalog.start();
    await catalog.refresh();
  });
  afterEach(() => other.close());

  const whose = () => Object.fromEntries(catalog.served().map(({ id, backend }) => [id, backend]));

  it('are one list, and who has a model first in the configuration serves it', () => {
    expect(whose()).toEqual({ 'b-loaded': 'desk', 'a-idle': 'desk', 'c-only': 'cellar' });
    expect(catalog.find('a-idle')?.backends).toEqual(['desk', 'cellar']);
    expect(catalog.find('b-loaded')?.backends).toEqual(['desk']);
  });

  it('go with their own backend, and what the other has too is served by that', async () => {
    await server.close();
    await catalog.refresh();
    expect(whose()).toEqual({ 'a-idle': 'cellar', 'c-only': 'cellar' });
    expect(catalog.find('b-loaded')).toMatchObject({
      backend: 'desk',
      served: false,
      notServedBecause: 'The backend does not answer.',
    });
    expect(catalog.health().state).toBe('unreachable');
  });

  it('are told look by look, with the name of their backend', async () => {
    const told: string[] = [];
    pool.onLook(({ backend, models }) => told.push(`${backend}: ${models?.map(({ id }) => id) ?? 'away'}`));
    await server.close();
    await catalog.refresh();
    expect(told.sort()).toEqual(['cellar: a-idle,c-only', 'desk: away']);
  });

  it('come back by themselves', async () => {
    const port = Number(new URL(server.url).port);
    await server.close();
    await catalog.refresh();
    server = await startLlmServer({ dialect: 'lmstudio', models: [model('a-idle')], port });
    clock.advance(1000);
    await expect.poll(whose).toEqual({ 'a-idle': 'desk', 'c-only': 'cellar' });
  });
});

it('describes a model for the network', async () => {
  await catalog.refresh();
  const [loaded, idle] = catalog.served();
  const prices = { inboundPriceWei: 500_000_000_000_000n, outboundPriceWei: 10n ** 15n };
  const backend = { name: 'my pc', kind: 'lmstudio' };
  expect(loaded && toDescriptor(loaded, prices, { backend, performance: null })).toEqual({
    model_id: 'b-loaded',
    backend_type: 'my pc',
    capabilities: {
      max_context_length: 4096,
      features: ['chat', 'completion'],
      architecture: 'qwen3',
      model_size: '4B Q4_K_M',
      performance: null,
      metadata: { backend_type: 'lmstudio' },
    },
    is_available: true,
    pricing: { input_token_price: '500000000000000', output_token_price: '1000000000000000', minimum_fee: null },
  });
  expect(idle && toDescriptor(idle, prices, { backend, performance: null }).capabilities.max_context_length).toBe(8192);
});
