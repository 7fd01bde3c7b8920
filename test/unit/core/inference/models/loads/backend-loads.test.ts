import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../../core/foundation/errors/index.ts';
import { anyPlan } from '../../../../../../core/inference/models/index.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { createLoadsRig, type LoadsRig } from '../../../../../utils/loads-rig.ts';

const never = () => new AbortController().signal;
const load = (rig: LoadsRig, id = 'a', signal = never()) => rig.loads.load(id, anyPlan, { signal });
const stateOf = (rig: LoadsRig, id = 'a') => rig.loads.find(id)?.state;
const last = (rig: LoadsRig) => rig.program.pending.at(-1);

describe('the life of a model in memory', () => {
  it('follows what its program says, whoever changed it', () => {
    const rig = createLoadsRig({ a: 'not-loaded', b: 'loaded', c: 'unknown' });
    expect(rig.loads.list().map(({ state }) => state)).toEqual(['unloaded', 'loaded', 'unknown']);
    rig.program.states.set('a', 'loading');
    rig.program.states.delete('b');
    rig.look();
    expect(rig.loads.list().map(({ id, state }) => [id, state])).toEqual([
      ['a', 'loading'],
      ['c', 'unknown'],
    ]);
  });

  it('goes over loading, with progress, to loaded, and over unloading back', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    let changes = 0;
    rig.loads.onChange(() => {
      changes += 1;
    });
    const loading = load(rig);
    await rig.settle();
    for (const done of [0.25, 0.5, 0.4, Number.NaN, 7]) last(rig)?.options.onProgress?.(done);
    expect(rig.loads.find('a')).toMatchObject({ state: 'loading', progress: 0.5, ours: false });
    last(rig)?.succeed();
    await loading;
    expect(rig.loads.find('a')).toMatchObject({ state: 'loaded', progress: null, ours: true });
    const unloading = rig.loads.unload('a', { signal: never() });
    await rig.settle();
    expect(stateOf(rig)).toBe('unloading');
    last(rig)?.succeed();
    await unloading;
    expect(rig.loads.find('a')).toMatchObject({ state: 'unloaded', ours: false });
    expect(changes).toBe(6);
  });

  it('says why it failed, and may be tried again', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const loading = load(rig);
    await rig.settle();
    last(rig)?.fail();
    await expectCode(loading, 'BACKEND_FAILED');
    rig.look();
    expect(rig.loads.find('a')).toMatchObject({ state: 'failed', problem: { code: 'BACKEND_FAILED' } });
    const again = load(rig);
    await rig.settle();
    expect(rig.loads.find('a')).toMatchObject({ state: 'loading', problem: null });
    last(rig)?.succeed();
    await again;
  });

  it('is unknown when its program does not answer', async () => {
    const rig = createLoadsRig({ a: 'loaded' });
    rig.loads.observe({ backend: 'fake', askedAtMs: rig.clock.monotonicMs(), models: null });
    expect(stateOf(rig)).toBe('unknown');
    rig.program.failure = new ExecutorError('BACKEND_UNREACHABLE');
    const loading = load(rig);
    await rig.settle();
    last(rig)?.fail();
    await expectCode(loading, 'BACKEND_UNREACHABLE');
  });

  it('is not what a look says that began before our command ended', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const askedAtMs = rig.clock.monotonicMs();
    const models = rig.program.list();
    const loading = load(rig);
    await rig.settle();
    rig.clock.advance(10);
    last(rig)?.succeed();
    await loading;
    rig.loads.observe({ backend: 'fake', askedAtMs, models });
    expect(stateOf(rig)).toBe('loaded');
    rig.program.states.set('a', 'not-loaded');
    rig.look();
    expect(stateOf(rig)).toBe('unloaded');
  });

  it('stays what our command came to where the program does not tell', async () => {
    const rig = createLoadsRig({ a: 'unknown' });
    const unloading = rig.loads.unload('a', { signal: never() });
    await rig.settle();
    last(rig)?.succeed();
    await unloading;
    rig.program.states.set('a', 'unknown');
    rig.look();
    expect(stateOf(rig)).toBe('unloaded');
  });
});

describe('changes of one model', () => {
  it('are one at a time: a second load joins the first', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const both = [load(rig), load(rig)];
    await rig.settle();
    expect(rig.program.commands).toEqual(['load a']);
    last(rig)?.succeed();
    await Promise.all(both);
    await load(rig);
    expect(rig.program.commands).toEqual(['load a']);
  });

  it('are called off when everybody who waits for a load gave up', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = load(rig, 'a', one.signal);
    const second = load(rig, 'a', two.signal);
    await rig.settle();
    one.abort(new ExecutorError('QUEUE_CLIENT_GONE'));
    await expectCode(first, 'QUEUE_CLIENT_GONE');
    expect(rig.program.pending).toHaveLength(1);
    two.abort(new ExecutorError('QUEUE_DEADLINE'));
    await expectCode(second, 'QUEUE_DEADLINE');
    await rig.settle();
    expect(rig.program.pending).toEqual([]);
    expect(stateOf(rig)).toBe('unloaded');
  });

  it('are not joined once they are called off: who comes then has a load of its own', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    rig.program.obeysLate = true;
    rig.program.failure = new ExecutorError('BACKEND_ABORTED');
    const leaving = new AbortController();
    const first = load(rig, 'a', leaving.signal);
    await rig.settle();
    leaving.abort(new ExecutorError('QUEUE_CLIENT_GONE'));
    await expectCode(first, 'QUEUE_CLIENT_GONE');
    const second = load(rig);
    await rig.settle();
    last(rig)?.fail();
    await rig.settle();
    expect(rig.program.commands).toEqual(['load a', 'load a']);
    last(rig)?.succeed();
    await second;
    expect(stateOf(rig)).toBe('loaded');
  });

  it('are called off by an unload, which makes sure of it', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    rig.program.finishesCalledOff = true;
    const loading = load(rig);
    await rig.settle();
    const unloading = rig.loads.unload('a', { signal: never() });
    await expectCode(loading, 'BACKEND_ABORTED');
    await rig.settle();
    last(rig)?.succeed();
    await unloading;
    expect(rig.program.commands).toEqual(['load a', 'unload a']);
    expect(stateOf(rig)).toBe('unloaded');
  });

  it('wait for one another: a load during an unload follows it', async () => {
    const rig = createLoadsRig({ a: 'loaded' });
    const unloading = rig.loads.unload('a', { signal: never() });
    const loading = load(rig);
    await rig.settle();
    expect(rig.program.commands).toEqual(['unload a']);
    last(rig)?.succeed();
    await unloading;
    await rig.settle();
    expect(rig.program.commands).toEqual(['unload a', 'load a']);
    last(rig)?.succeed();
    await loading;
  });

  it('wait for the requests of a model when told so, and not otherwise', async () => {
    const rig = createLoadsRig({ a: 'loaded', b: 'loaded' });
    const ends = [rig.loads.use('a'), rig.loads.use('a'), rig.loads.use('b')];
    const patient = rig.loads.unload('a', { signal: never(), users: 'wait' });
    const forced = rig.loads.unload('b', { signal: never() });
    await rig.settle();
    expect(rig.program.commands).toEqual(['unload b']);
    ends[0]?.();
    ends[0]?.();
    await rig.settle();
    expect(rig.program.commands).toEqual(['unload b']);
    ends[1]?.();
    await rig.settle();
    expect(rig.program.commands).toEqual(['unload b', 'unload a']);
    for (const command of [...rig.program.pending]) command.succeed();
    await Promise.all([patient, forced]);
  });

  it('are refused for models that nobody has and programs that take no commands', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' }, { steerable: false });
    await expectCode(load(rig), 'MODEL_NOT_STEERABLE');
    await expectCode(load(rig, 'z'), 'MODEL_NOT_FOUND');
    expect(rig.loads.find('a')).toMatchObject({ state: 'unloaded', steerable: false });
  });

  it('take what the owner configured where nothing else is asked', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' }, { plan: { contextLength: 2048, parallel: 4, placement: null } });
    const loading = rig.loads.load('a', { ...anyPlan, parallel: 2 }, { signal: never() });
    await rig.settle();
    expect(last(rig)?.options).toMatchObject({ contextLength: 2048, parallel: 2, placement: null });
    last(rig)?.succeed();
    await loading;
  });

  it('end with the executor, and none begins after it', async () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const loading = load(rig);
    await rig.settle();
    rig.loads.close();
    await expectCode(loading, 'BACKEND_ABORTED');
    await expectCode(load(rig), 'MODEL_NOT_STEERABLE');
  });
});

describe('whose model it is', () => {
  it('is ours when a request of ours made its program load it', () => {
    const rig = createLoadsRig({ a: 'not-loaded', b: 'not-loaded', c: 'loaded' });
    const end = rig.loads.use('a');
    rig.program.states.set('a', 'loaded').set('b', 'loaded');
    rig.clock.advance(5000);
    end();
    expect(rig.looks).toBe(1);
    expect(rig.loads.list().map(({ id, ours }) => [id, ours])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    expect(rig.loads.find('a')).toMatchObject({ inUse: 0, lastUsedAtMs: rig.clock.nowMs() });
  });

  it('is the owner’s again when it went and came by itself', () => {
    const rig = createLoadsRig({ a: 'not-loaded' });
    const end = rig.loads.use('a');
    for (const state of ['not-loaded', 'loading', 'loaded'] as const) {
      rig.program.states.set('a', state);
      rig.look();
    }
    end();
    expect(rig.loads.find('a')?.ours).toBe(true);
    for (const state of ['not-loaded', 'loaded'] as const) {
      rig.program.states.set('a', state);
      rig.look();
    }
    expect(rig.loads.find('a')?.ours).toBe(false);
  });
});
