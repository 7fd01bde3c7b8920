import { describe, expect, it } from 'vitest';
import type { Status } from '../../../../core/control/schemas/status.ts';
import type { ErrorCode } from '../../../../core/foundation/errors/index.ts';
import type { HostState } from '../../../../electron/ipc/shell-schemas.ts';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import { known } from '../../../../renderer/store/loadable.ts';
import { isFirstRun, sentenceOf } from '../../../../renderer/store/selectors/sentence.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { gamingPresence } from '../../../fakes/hardware-scene.ts';
import { problemOf } from '../../../fakes/problem.ts';

const scene = servingScene(1_700_000_000_000);
const stateWith = (status: Partial<Status>, host: HostState = { state: 'running' }, everAnswered: number | null = 12) =>
  createAppStore({
    everAnswered,
    status: known({ ...scene.status, ...status }, 1),
    queue: known(scene.queue, 1),
    shell: {
      platform: 'linux',
      version: '0.1.0',
      theme: { choice: 'system', shown: 'dark' },
      window: { maximized: false },
      tray: true,
      host,
      instance: 1,
      demo: false,
      testRuntime: false,
    },
  }).getState();
const idle = { running: 0, waiting: 0, perMinute: 0 };

describe('the state as a sentence', () => {
  it('serving: how many models, what runs, how fast', () => {
    expect(sentenceOf(stateWith({ modelsServed: 3 }))).toMatchObject({
      kind: 'serving',
      title: 'Serving 3 models',
      detail: '2 requests running at 181 tokens per second.',
      word: 'Serving',
      counts: '2 running, 1 waiting',
    });
    expect(sentenceOf(stateWith({ modelsServed: 1, requests: idle }))).toMatchObject({
      title: 'Serving 1 model',
      detail: 'Ready: no request is running.',
      counts: '',
    });
  });

  it('demo: nothing reads as real', () => {
    const { kind, title, detail } = sentenceOf(stateWith({ demo: true }));
    expect(kind).toBe('demo');
    expect(title).toBe('Demo: pretending to serve 2 models');
    expect(detail).toContain('made-up');
  });

  it.each([
    ['paused', 'paused', 'Paused by you'],
    ['draining', 'draining', 'Finishing 2 answers, then paused'],
    ['stopping', 'draining', 'Stopping after 2 answers'],
    ['stopped', 'idle', 'Stopped'],
    ['starting', 'idle', 'Starting'],
  ] as const)('%s', (state, kind, title) => {
    expect(sentenceOf(stateWith({ state }))).toMatchObject({ kind, title });
  });

  it('attention: the failing part by its name', () => {
    const lost = { ...scene.status.backend, state: 'unreachable' as const };
    const title = (code: ErrorCode) =>
      sentenceOf(stateWith({ state: 'attention', problems: [problemOf(code)], backend: lost })).title;
    expect(title('BACKEND_UNREACHABLE')).toBe('Not serving: LM Studio does not answer');
    expect(title('NETWORK_UNREACHABLE')).toBe('Not serving: the network cannot be reached');
    expect(title('LEDGER_UNAVAILABLE')).toBe('Not serving: the ledger cannot be opened');
  });

  it('first run: only where nothing was ever answered and no program answers', () => {
    const lost = { ...scene.status.backend, state: 'unreachable' as const };
    const problems = [problemOf('BACKEND_UNREACHABLE')];
    const status = { state: 'attention' as const, problems, backend: lost, backends: [lost], modelsServed: 0 };
    const first = stateWith(status, { state: 'running' }, 0);
    expect(isFirstRun(first)).toBe(true);
    expect(isFirstRun({ ...first, modelOrder: ['seen a minute ago'] })).toBe(false);
    expect(sentenceOf(stateWith(status, { state: 'running' }, 0)).title).toBe('Not serving: no model program found');
    expect(isFirstRun(stateWith(status, { state: 'running' }, 1))).toBe(false);
    expect(isFirstRun(stateWith(status, { state: 'running' }, null))).toBe(false);
    expect(isFirstRun(stateWith({ ...status, demo: true }, { state: 'running' }, 0))).toBe(false);
    const other = { ...lost, state: 'connected' as const };
    expect(isFirstRun(stateWith({ ...status, backends: [lost, other] }, { state: 'running' }, 0))).toBe(false);
  });

  it('first run with the built-in engine: it needs a model', () => {
    const builtin = { ...scene.status.backend, kind: 'builtin' };
    const status = { state: 'attention' as const, problems: [problemOf('BACKEND_NO_MODELS')], modelsServed: 0 };
    const state = stateWith({ ...status, backend: builtin, backends: [builtin] }, { state: 'running' }, 0);
    expect(isFirstRun(state)).toBe(true);
    expect(sentenceOf(state).title).toBe('Not serving: no model yet');
  });

  it('paused for the owner: the cause and the memory, and by the owner himself: that', () => {
    const presence = known(gamingPresence(1_700_000_000_000), 1);
    const paused = stateWith({ state: 'paused', requests: idle });
    expect(sentenceOf({ ...paused, presence })).toMatchObject({
      kind: 'paused',
      title: 'Paused: Elden Ring is running',
      detail: '11.2 GB video memory freed in 2.1 s · resumes 5 min after you quit',
      word: 'Paused',
    });
    expect(sentenceOf(paused).title).toBe('Paused by you');
    expect(sentenceOf({ ...stateWith({}), presence }).title).toBe('Serving 2 models');
  });

  it('an executor that could not start: why, whatever was known before', () => {
    const host: HostState = { state: 'failed', problem: problemOf('NETWORK_PORT_TAKEN') };
    expect(sentenceOf(stateWith({}, host))).toMatchObject({ kind: 'error', word: 'Not serving' });
    expect(sentenceOf(stateWith({}, host)).title).toMatch(/^Not serving: the listen port is used/);
  });
});
