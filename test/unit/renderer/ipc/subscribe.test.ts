import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { type Connection, connectStore } from '../../../../renderer/ipc/subscribe.ts';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import { fakeRow } from '../../../fakes/control-scene.ts';
import { createFakeControlTarget } from '../../../fakes/control-target.ts';
import { createFakeApp, type FakeApp } from '../../../fakes/lloom-api.ts';
import { fakePull } from '../../../fakes/models-scene.ts';

const noon = new Date(2026, 10, 6, 12, 30).getTime();
const rows = [
  fakeRow(3, noon - 60_000),
  fakeRow(2, noon - 2 * 3_600_000, { model: 'mistral-small' }),
  fakeRow(1, noon - 3 * 86_400_000, { state: 'void', voidReason: 'QUEUE_CANCELLED' }),
];

let connection: Connection | null = null;
afterEach(() => connection?.stop());

async function connect(app: FakeApp) {
  const store = createAppStore();
  connection = connectStore(app.api, store, () => noon);
  await vi.waitUntil(() => store.getState().prices.value !== null || store.getState().prices.error !== null);
  await vi.waitUntil(() => store.getState().hours.receivedAtMs !== null || store.getState().hours.error !== null);
  return { store, connection };
}

const fakeApp = () => createFakeApp({ control: createFakeControlTarget({ scene: { rows }, nowMs: () => noon }) });

describe('a connected store', () => {
  it('asks how requests ended when another one has', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    expect(store.getState().admission.value).toEqual(app.control.scene.admission);
    const asked = () => app.control.calls.filter(({ name }) => name === 'admission.get').length;
    const before = asked();
    const { queue, admission } = app.control.scene;
    app.control.update({ queue: { ...queue, items: [] } });
    expect(asked()).toBe(before);
    const [ended] = queue.recent;
    if (!ended) throw new Error('the scene has no ended request');
    const outcomes = { ...admission.outcomes, RATE_LIMITED: 99 };
    app.control.update({
      admission: { ...admission, outcomes },
      queue: { ...queue, recent: [{ ...ended, id: 'r-newest' }, ...queue.recent] },
    });
    await vi.waitUntil(() => store.getState().admission.value?.outcomes.RATE_LIMITED === 99);
    expect(asked()).toBe(before + 1);
  });

  it('knows everything after the snapshot', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    const state = store.getState();
    expect(state.status.value).toEqual(app.control.scene.status);
    expect(state.queue.value).toEqual(app.control.scene.queue);
    expect(state.models.value).toEqual(app.control.scene.models);
    expect(state.summary.value?.total.accruedWei).toBe(
      (BigInt(rows[0]?.chargeWei ?? 0) + BigInt(rows[1]?.chargeWei ?? 0)).toString(),
    );
    expect(state.everAnswered).toBe(2);
  });

  it('knows the hardware, the rules of the owner and the downloads, and takes their events', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    await vi.waitUntil(() => store.getState().benchmarks.value !== null);
    const { hardware, presence, catalogue, benchmarks } = app.control.scene;
    const state = store.getState();
    expect([state.hardware.value, state.presence.value]).toEqual([hardware, presence]);
    expect([state.catalogue.value, state.benchmarks.value, state.pulls.value]).toEqual([catalogue, benchmarks, []]);
    app.control.update({ hardware: { ...hardware, atMs: hardware.atMs + 1, gpus: [] } });
    app.control.update({ presence: { ...presence, state: 'paused' } });
    expect(store.getState().hardware.value?.gpus).toEqual([]);
    expect(store.getState().presence.value?.state).toBe('paused');
    app.control.update({ hardware: { ...hardware, atMs: hardware.atMs - 60_000 } });
    expect(store.getState().hardware.value?.gpus).toEqual([]);
  });

  it('asks for the catalogue again when a download is done', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    await vi.waitUntil(() => store.getState().pulls.value !== null);
    const asked = () => app.control.calls.filter(({ name }) => name === 'models.catalogue').length;
    const before = asked();
    app.control.update({ pulls: [fakePull('phi')] });
    expect(asked()).toBe(before);
    app.control.update({ pulls: [fakePull('phi', { state: 'done' })] });
    expect(asked()).toBe(before + 1);
  });

  it('counts the answers of today by hour', async () => {
    const { store } = await connect(fakeApp());
    const hours = store.getState().hours.value ?? [];
    expect(hours).toHaveLength(13);
    expect(hours[12]?.answers).toEqual({ [rows[0]?.model ?? '']: 1 });
    expect(hours[10]?.answers).toEqual({ 'mistral-small': 1 });
    expect(hours[9]?.answers).toEqual({});
  });

  it('gives colours by first use, oldest first', async () => {
    const { store } = await connect(fakeApp());
    expect(store.getState().modelOrder[0]).toBe(rows[2]?.model);
  });

  it('takes events', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    app.control.setStatus({ state: 'paused' });
    expect(store.getState().status.value?.state).toBe('paused');
  });

  it('asks the ledger again after it changed', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    app.control.update({ rows: [fakeRow(4, noon - 1000), ...rows] });
    await vi.waitUntil(() => store.getState().summary.value?.total.answers === 3, { timeout: 5000 });
    expect(Object.values(store.getState().hours.value?.[12]?.answers ?? {}).reduce((a, b) => a + b, 0)).toBe(2);
  });

  it('forgets everything when another executor takes over', async () => {
    const app = fakeApp();
    const { store } = await connect(app);
    const before = store.getState().modelOrder;
    expect(before).not.toEqual([]);
    app.control.update({ rows: [] });
    app.setShell({ instance: 2, host: { state: 'starting' } });
    expect(store.getState()).toMatchObject({ status: { value: null }, queue: { value: null }, modelOrder: [] });
    app.setShell({ host: { state: 'running' } });
    await vi.waitUntil(() => store.getState().summary.value !== null);
    expect(store.getState().summary.value?.total.answers).toBe(0);
    expect(store.getState().everAnswered).toBe(0);
  });

  it('does not ask an executor that could not start', async () => {
    const app = fakeApp();
    const { message, hint, code } = new ExecutorError('NETWORK_PORT_TAKEN');
    app.setShell({ host: { state: 'failed', problem: { code, message, hint, details: {} } } });
    const store = createAppStore();
    connection = connectStore(app.api, store, () => noon);
    await vi.waitUntil(() => store.getState().shell !== null);
    expect(app.control.calls).toEqual([]);
  });

  it('keeps the last value beside the reason why there is no newer one', async () => {
    const app = fakeApp();
    const { store, connection: connected } = await connect(app);
    app.control.failNext('queue.get', new ExecutorError('CONTROL_TIMEOUT'));
    await connected.reload();
    const { queue } = store.getState();
    expect(queue.error?.code).toBe('CONTROL_TIMEOUT');
    expect(queue.value).toEqual(app.control.scene.queue);
  });
});
