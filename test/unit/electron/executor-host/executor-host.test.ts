import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { ExecutorHost, type LaunchedExecutor } from '../../../../electron/executor-host/index.ts';
import { StatusWatch } from '../../../../electron/executor-host/status-watch.ts';
import { createFakeControlTarget, type FakeControlTarget } from '../../../fakes/control-target.ts';

const context = () => ({ signal: AbortSignal.timeout(5000) });

/** A host over faked executors, with a diary of what it did. */
function createHost(options: { failures?: unknown[] } = {}) {
  const diary: string[] = [];
  const failures = options.failures ?? [];
  const running: { control: FakeControlTarget; end: (error?: unknown) => void }[] = [];
  const launcher = (kind: string) => async (): Promise<LaunchedExecutor> => {
    diary.push(`launch ${kind}`);
    if (failures.length > 0) throw failures.shift();
    const control = createFakeControlTarget();
    const { promise: stopped, resolve, reject } = Promise.withResolvers<void>();
    running.push({ control, end: (error) => (error === undefined ? resolve() : reject(error)) });
    const stop = async (mode: string) => {
      diary.push(`stop ${kind} ${mode}`);
      resolve();
    };
    return { executor: control, dataFolder: '/data', stop, stopped };
  };
  const host = new ExecutorHost({
    launch: launcher('own'),
    launchDemo: launcher('demo'),
    logger: silentLogger,
    onShutdown: () => diary.push('shutdown'),
  });
  const views: string[] = [];
  host.onChange(({ host: { state }, instance, demo }) => views.push(`${state} ${instance}${demo ? ' demo' : ''}`));
  return { host, diary, views, running };
}

describe('ExecutorHost', () => {
  it('refuses calls until the executor runs, then passes calls and events on', async () => {
    const { host, running, views } = createHost();
    const events: string[] = [];
    host.target.subscribe((name) => events.push(name));
    await expect(host.target.handlers['status.get']({}, context())).rejects.toMatchObject({
      code: 'EXECUTOR_NOT_RUNNING',
    });
    await host.start();
    expect(views).toEqual(['starting 0', 'running 1']);
    expect((await host.target.handlers['status.get']({}, context())).state).toBe('serving');
    running[0]?.control.setStatus({ state: 'paused' });
    expect(events).toEqual(['status.changed']);
  });

  it('does not start a second executor beside the first', async () => {
    const { host, diary } = createHost();
    await Promise.all([host.start(), host.start()]);
    expect(diary).toEqual(['launch own']);
  });

  it('restarts after running requests have ended, once however often it is asked', async () => {
    const { host, diary, views } = createHost();
    await host.start();
    await Promise.all([host.restart(), host.restart(), host.restart()]);
    expect(diary).toEqual(['launch own', 'stop own finish', 'launch own']);
    expect(views.at(-1)).toBe('running 2');
    await host.startDemo();
    await host.restart();
    expect(diary.slice(3)).toEqual(['stop own finish', 'launch demo', 'stop demo finish', 'launch demo']);
    expect(diary).not.toContain('shutdown');
  });

  it('does not start again what is being closed', async () => {
    const { host, diary } = createHost();
    await host.start();
    await Promise.all([host.restart(), host.close('now')]);
    expect(diary.filter((line) => line.startsWith('launch'))).toEqual(['launch own']);
    expect(host.view().host.state).toBe('stopped');
  });

  it('shows a start that failed with its problem, and starts when asked again', async () => {
    const error = new ExecutorError('EXECUTOR_ALREADY_RUNNING', { pid: 12 });
    const { host, views } = createHost({ failures: [error] });
    await host.start();
    expect(host.view().host).toEqual({
      state: 'failed',
      problem: { code: error.code, message: error.message, hint: error.hint, details: { pid: 12 } },
    });
    await host.start();
    expect(views).toEqual(['starting 0', 'failed 0', 'starting 0', 'running 1']);
  });

  it('shows anything else that is thrown as a fault, without its text', async () => {
    const { host } = createHost({ failures: [new Error('secret path')] });
    await host.start();
    expect(host.view().host).toMatchObject({ state: 'failed', problem: { code: 'INTERNAL_FAULT' } });
    expect(JSON.stringify(host.view())).not.toContain('secret');
  });

  it('puts the demo in the place of the executor, and the executor back afterwards', async () => {
    const { host, diary, views } = createHost();
    await host.start();
    await host.startDemo();
    await host.startDemo();
    await host.stopDemo();
    expect(diary).toEqual(['launch own', 'stop own finish', 'launch demo', 'stop demo finish', 'launch own']);
    expect(views.at(-1)).toBe('running 3');
    expect(views).toContain('running 2 demo');
  });

  it('leaves a demo that failed to start', async () => {
    const { host, diary } = createHost();
    await host.start();
    const failing = createHost({ failures: [new ExecutorError('NETWORK_PORT_TAKEN')] });
    await failing.host.startDemo();
    expect(failing.views.at(-1)).toBe('failed 0 demo');
    await failing.host.stopDemo();
    expect(failing.views.at(-1)).toBe('running 1');
    expect(diary).toEqual(['launch own']);
  });

  it('hears nothing from an executor that was replaced', async () => {
    const { host, running } = createHost();
    await host.start();
    await host.startDemo();
    const events: unknown[] = [];
    host.target.subscribe((name) => events.push(name));
    running[0]?.control.setStatus({ state: 'paused' });
    expect(events).toEqual([]);
  });

  it('tells an executor that was asked to end apart from one that broke down', async () => {
    const asked = createHost();
    await asked.host.start();
    asked.running[0]?.end();
    await new Promise(setImmediate);
    expect(asked.diary).toContain('shutdown');
    expect(asked.views.at(-1)).toBe('stopped 1');

    const broken = createHost();
    await broken.host.start();
    broken.running[0]?.end(new ExecutorError('LEDGER_UNAVAILABLE'));
    await new Promise(setImmediate);
    expect(broken.diary).not.toContain('shutdown');
    expect(broken.host.view().host).toMatchObject({ state: 'failed', problem: { code: 'LEDGER_UNAVAILABLE' } });
  });

  it('closes for good', async () => {
    const { host, diary } = createHost();
    await host.start();
    await host.close('finish');
    await host.start();
    expect(diary).toEqual(['launch own', 'stop own finish']);
  });
});

describe('StatusWatch', () => {
  it('knows the newest status of the executor that runs, and none without one', async () => {
    const { host, running } = createHost();
    let changes = 0;
    const watch = new StatusWatch({ host }, { onChange: () => changes++ });
    watch.open();
    expect(watch.get()).toBeNull();
    await host.start();
    await new Promise(setImmediate);
    expect(watch.get()?.state).toBe('serving');
    running[0]?.control.setStatus({ state: 'paused' });
    expect(watch.get()?.state).toBe('paused');
    expect(changes).toBe(2);
    await host.close('now');
    expect(watch.get()).toBeNull();
  });
});
