import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { createCall } from '../../../../renderer/ipc/client.ts';
import { type Connection, connectStore } from '../../../../renderer/ipc/subscribe.ts';
import { createActions } from '../../../../renderer/store/actions.ts';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import { createFakeControlTarget } from '../../../fakes/control-target.ts';
import { createFakeApp } from '../../../fakes/lloom-api.ts';
import { engineConfig } from '../../../fakes/settings-scene.ts';

let connection: Connection | null = null;
afterEach(() => connection?.stop());

async function open() {
  const control = createFakeControlTarget({ scene: { config: engineConfig() } });
  const app = createFakeApp({ control });
  const store = createAppStore();
  connection = connectStore(app.api, store);
  const actions = createActions({ store, call: createCall(app.api), connection });
  await vi.waitUntil(() => store.getState().config.value !== null && store.getState().benchmarks.value !== null);
  const called = (name: string) => control.calls.filter((call) => call.name === name).map(({ input }) => input);
  return { app, control, store, actions, called };
}

describe('what the window does with models', () => {
  it('says beside them why one could not be loaded, until the next try', async () => {
    const { control, store, actions } = await open();
    control.failNext('models.load', new ExecutorError('BACKEND_UNREACHABLE'));
    await actions.loadModel('mistral-small');
    expect(store.getState().modelProblem).toMatchObject({ id: 'mistral-small', title: 'Not loaded: mistral-small.' });
    expect(store.getState().messages).toEqual([]);
    await actions.loadModel('mistral-small');
    expect(store.getState().modelProblem).toBeNull();
  });

  it('serves one, or not', async () => {
    const { actions, called } = await open();
    await actions.serveModel('mistral-small', true);
    await actions.serveModel('mistral-small', false);
    expect(called('models.enable')).toEqual([{ id: 'mistral-small' }]);
    expect(called('models.disable')).toEqual([{ id: 'mistral-small' }]);
  });

  it('keeps a benchmark in the place of the one before', async () => {
    const { store, actions } = await open();
    const [before] = store.getState().benchmarks.value ?? [];
    await actions.measure(before?.model ?? '');
    const after = store.getState().benchmarks.value ?? [];
    expect(after.map(({ model }) => model)).toEqual([before?.model]);
    expect(after[0]?.atMs).not.toBe(before?.atMs);
  });
});

describe('a long act', () => {
  it('that the person ended is no failure', async () => {
    const { control, store, actions } = await open();
    control.holdLongCalls(true);
    const test = actions.testPrograms();
    const measuring = actions.measure('mistral-small');
    expect([...store.getState().busy].sort()).toEqual(['benchmark', 'doctor']);
    await actions.stopTest();
    await actions.stopMeasuring();
    await Promise.all([test, measuring]);
    expect(store.getState().doctor).toEqual({ value: null, error: null, receivedAtMs: null });
    expect(store.getState().messages).toEqual([]);
    expect(store.getState().busy.size).toBe(0);
  });

  it('that failed says so, where its result would stand or in a message', async () => {
    const { control, store, actions } = await open();
    control.failNext('backend.doctor', new ExecutorError('BACKEND_FAILED'));
    control.failNext('benchmark.run', new ExecutorError('BACKEND_FAILED'));
    await actions.testPrograms();
    await actions.measure('mistral-small');
    expect(store.getState().doctor.error?.code).toBe('BACKEND_FAILED');
    expect(store.getState().messages.map(({ title }) => title)).toEqual(['Not measured']);
  });
});

describe('another program for the models', () => {
  it('is begun with only after the door was opened, and only then a model is fetched', async () => {
    const { store, actions, called } = await open();
    // Nobody confirms here, so the executor refuses.
    await actions.startBuiltin('qwen2.5-3b-instruct');
    expect(called('config.set')).toEqual([{ values: [{ key: 'llm_client.backend', value: 'builtin' }] }]);
    expect(called('models.pull')).toEqual([]);
    expect(store.getState().settingProblems['llm_client.backend']).toBeDefined();
  });

  it('needs no question where it stands beside the first one', async () => {
    const { control, actions, called } = await open();
    const { backend } = control.scene.status;
    control.setStatus({ backends: [backend, { ...backend, kind: 'builtin', name: 'second' }] });
    await actions.startBuiltin('qwen2.5-3b-instruct');
    expect(called('config.set')).toEqual([]);
    expect(called('models.pull')).toEqual([{ id: 'qwen2.5-3b-instruct' }]);
  });

  it('needs no question where it is the one in use', async () => {
    const { app, control, actions, called } = await open();
    const { config } = control.scene;
    const keys = config.keys.map((one) => (one.key === 'llm_client.backend' ? { ...one, value: 'builtin' } : one));
    control.update({ config: { ...config, revision: config.revision + 1, keys } });
    await actions.startBuiltin('qwen2.5-3b-instruct');
    expect(called('config.set')).toEqual([]);
    expect(called('models.pull')).toEqual([{ id: 'qwen2.5-3b-instruct' }]);
    expect(app.shellCalls).not.toContain('shell.restart');
  });
});
