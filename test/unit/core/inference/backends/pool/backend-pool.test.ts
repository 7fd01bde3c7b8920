import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import { BackendPool, type LlmClientSettings } from '../../../../../../core/inference/backends/index.ts';
import { type FakeModel, type Fault, type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { createSkippingClock, type SkippingClock } from '../../../../../utils/skipping-clock.ts';

const model = (id: string): FakeModel => ({ id, type: 'llm', loaded: true, contextLength: 8192 });

let desk: LlmServer;
let cellar: LlmServer;
let clock: SkippingClock;
let pool: BackendPool;

beforeEach(async () => {
  desk = await startLlmServer({ dialect: 'lmstudio', models: [model('both'), model('desk-only')] });
  cellar = await startLlmServer({ dialect: 'openai', models: [model('both'), model('cellar-only')] });
  clock = createSkippingClock();
  await open();
});
afterEach(async () => {
  await pool.stop();
  await pool.close();
  await Promise.all([desk.close(), cellar.close()]);
});

async function open(more: Partial<LlmClientSettings> = {}): Promise<void> {
  const settings = [
    backendSettings('lmstudio', desk.url, { name: 'desk', ...more }),
    backendSettings('openai', `${cellar.url}/v1`, { name: 'cellar' }),
  ];
  const backends = settings.map((one) => ({ client: openBackend(one, { clock }), baseUrl: one.baseUrl }));
  pool = new BackendPool({ clock, logger: silentLogger }, backends);
  await pool.start();
  await pool.refresh();
}

/** Asks for a model; the names of the backends that were asked. */
async function ask(id: string, signal = going()): Promise<string[]> {
  const asked: string[] = [];
  await pool.complete(buildCompletionRequest({ model: id }), { signal, onBackend: (name) => void asked.push(name) });
  return asked;
}

const state = (name: string) => pool.member(name)?.breaker.state;

describe('a pool of backends', () => {
  it('gives a request to the backend that has its model, the first one where several have it', async () => {
    expect(await ask('desk-only')).toEqual(['desk']);
    expect(await ask('cellar-only')).toEqual(['cellar']);
    expect(await ask('both')).toEqual(['desk']);
    expect(pool.clientOf('cellar-only')?.name).toBe('cellar');
    expect(pool.backendFor('cellar-only')).toBe('cellar');
    expect(pool.clientOf('nobody-has-it')).toBeNull();
    await expectCode(ask('nobody-has-it'), 'BACKEND_MODEL_NOT_FOUND');
  });

  it.each<Fault>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 401 },
    { kind: 'error-200' },
    { kind: 'not-a-stream' },
    { kind: 'loading' },
    { kind: 'cut', afterPieces: 0 },
  ])('asks the other one when the first fails before its first output: %o', async (fault) => {
    desk.setFault(fault);
    expect(await ask('both')).toEqual(['desk', 'cellar']);
    await expect(ask('desk-only')).rejects.toThrow();
  });

  it('does not ask the other one after the first output, so that nobody is given two halves', async () => {
    desk.setFault({ kind: 'cut', afterPieces: 2 });
    await expectCode(ask('both'), 'BACKEND_FAILED');
    expect(cellar.chats).toHaveLength(0);
  });

  it('does not ask the other one for a request that the first refuses', async () => {
    desk.setFault({ kind: 'status', status: 400 });
    await expectCode(ask('both'), 'BACKEND_REJECTED');
    expect(cellar.chats).toHaveLength(0);
  });

  it('asks the other one only for a prompt that its context certainly holds, so that none is cut', async () => {
    const attic = await startLlmServer({ dialect: 'lmstudio', models: [{ ...model('both'), contextLength: 128 }] });
    const settings = [desk, attic].map(({ url }, index) => backendSettings('lmstudio', url, { name: `s${index}` }));
    const backends = settings.map((one) => ({ client: openBackend(one, { clock }), baseUrl: one.baseUrl }));
    const small = new BackendPool({ clock, logger: silentLogger }, backends);
    await small.start();
    await small.refresh();
    desk.setFault({ kind: 'status', status: 500 });
    const asked: string[] = [];
    const onBackend = (name: string) => void asked.push(name);
    const request = (prompt: string) => buildCompletionRequest({ model: 'both', prompt });
    await small.complete(request('Hi'), { signal: going(), onBackend });
    expect(asked.splice(0)).toEqual(['s0', 's1']);
    await expectCode(small.complete(request('word '.repeat(200)), { signal: going(), onBackend }), 'BACKEND_FAILED');
    expect(asked).toEqual(['s0']);
    await small.stop();
    await small.close();
    await attic.close();
  });

  it('does not ask the other one when the client left', async () => {
    desk.setFault({ kind: 'slow-first-token', delayMs: Number.POSITIVE_INFINITY });
    const leaving = new AbortController();
    const asked = ask('both', leaving.signal);
    await expect.poll(() => desk.chats.length).toBe(1);
    expect(pool.inFlight('desk')).toBe(1);
    leaving.abort();
    await expectCode(asked, 'BACKEND_ABORTED');
    expect(pool.inFlight('desk')).toBe(0);
    expect(cellar.chats).toHaveLength(0);
  });

  it('tries a call again as often as its backend is told before it asks the other one', async () => {
    await pool.stop();
    await pool.close();
    await open({ maxRetries: 2 });
    desk.setFault({ kind: 'status', status: 500 });
    const asked = ask('both');
    await expect
      .poll(async () => {
        clock.skip(1000);
        return desk.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
      })
      .toBe(3);
    expect(await asked).toEqual(['desk', 'cellar']);
  });
});

describe('a backend of a pool that fails again and again', () => {
  beforeEach(async () => {
    desk.setFault({ kind: 'status', status: 500 });
    for (let times = 0; times < 5; times += 1) await ask('both');
  });

  it('is left alone, and its models with it', async () => {
    expect(pool.member('desk')).toMatchObject({
      breaker: { state: 'open', failures: 5 },
      refusal: 'The backend failed several times in a row; it is tried again soon.',
      health: { state: 'connected' },
    });
    expect(await ask('both')).toEqual(['cellar']);
    await expectCode(ask('desk-only'), 'BACKEND_CIRCUIT_OPEN');
    const chats = desk.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(chats).toHaveLength(5);
  });

  it('is tried by one request after a rest, and serves again when that is answered', async () => {
    clock.skip(5000);
    expect(state('desk')).toBe('half-open');
    expect(await ask('both')).toEqual(['desk', 'cellar']);
    expect(state('desk')).toBe('open');
    desk.setFault(null);
    clock.skip(10_000);
    expect(await ask('both')).toEqual(['desk']);
    expect(state('desk')).toBe('closed');
  });

  it('has one request on trial at a time; others go elsewhere', async () => {
    clock.skip(5000);
    desk.setFault({ kind: 'slow-first-token', delayMs: Number.POSITIVE_INFINITY });
    const leaving = new AbortController();
    const trial = ask('desk-only', leaving.signal);
    await expect.poll(() => pool.inFlight('desk')).toBe(1);
    expect(await ask('both')).toEqual(['desk', 'cellar']);
    expect(pool.inFlight('desk')).toBe(1);
    leaving.abort();
    await expectCode(trial, 'BACKEND_ABORTED');
    expect(state('desk')).toBe('half-open');
  });
});

describe('a pool whose backends change', () => {
  const initOf = (name: string) => {
    const member = pool.member(name);
    if (member === null) throw new Error('no such backend');
    return { client: member.client, baseUrl: member.baseUrl };
  };

  it('gives a backend that was taken out nothing new, and lets it end what it has', async () => {
    desk.setFault({ kind: 'slow-first-token', delayMs: 100 });
    const running = ask('desk-only');
    await expect.poll(() => desk.chats.length).toBe(1);
    const told: string[] = [];
    pool.onLook(({ backend, models }) => told.push(`${backend}: ${models?.length ?? 'away'}`));
    const closed = Promise.withResolvers<void>();
    const { client } = initOf('desk');
    const close = client.close;
    client.close = async () => {
      await close();
      closed.resolve();
    };
    pool.replace([initOf('cellar')]);
    expect(told).toEqual(['desk: 0']);
    expect(pool.members().map(({ name }) => name)).toEqual(['cellar']);
    expect(await ask('both')).toEqual(['cellar']);
    await expectCode(ask('desk-only'), 'BACKEND_MODEL_NOT_FOUND');
    expect(await running).toEqual(['desk']);
    await closed.promise;
  });

  it('keeps what it knows of those that stay, and looks at those that come', async () => {
    desk.setFault({ kind: 'status', status: 500 });
    for (let times = 0; times < 5; times += 1) await ask('both');
    const attic = await startLlmServer({ dialect: 'openai', models: [model('attic-only')] });
    const settings = backendSettings('openai', `${attic.url}/v1`, { name: 'attic' });
    const further = { client: openBackend(settings, { clock }), baseUrl: settings.baseUrl };
    pool.replace([initOf('desk'), further]);
    expect(state('desk')).toBe('open');
    await expect.poll(() => pool.clientOf('attic-only')?.name).toBe('attic');
    expect(pool.clientOf('cellar-only')).toBeNull();
    await attic.close();
  });

  it('refuses two of one name, and stays as it was', () => {
    const desks = [initOf('desk'), { ...initOf('desk') }];
    expect(() => pool.replace(desks)).toThrow(ExecutorError);
    expect(pool.members()).toHaveLength(2);
  });
});

it('is looked at as soon as a call shows that it is gone', async () => {
  await desk.close();
  expect(await ask('both')).toEqual(['desk', 'cellar']);
  await expect.poll(() => pool.member('desk')?.health.state).toBe('unreachable');
  expect(await ask('both')).toEqual(['cellar']);
});
