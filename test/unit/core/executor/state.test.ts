import { describe, expect, it } from 'vitest';
import { deriveState, problemOf, type StateFacts } from '../../../../core/executor/state.ts';

const connected: StateFacts['bootstrap'][number] = {
  address: '/ip4/127.0.0.1/tcp/9000',
  state: 'connected',
  peerId: null,
  lastError: null,
  nextTryAtMs: null,
  fromListenPort: true,
  announced: true,
};

const backend = { name: 'lmstudio', state: 'connected', problem: null, circuit: { state: 'closed' } } as const;
const away = { ...backend, state: 'unreachable' } as const;

const facts = (change: Partial<StateFacts> = {}): StateFacts => ({
  lifecycle: 'running',
  gate: 'open',
  backends: [backend],
  noPrograms: false,
  modelsServed: 2,
  bootstrap: [connected],
  portMoved: null,
  switchedOff: [],
  ledgerProblem: null,
  aboveClientOffer: false,
  pluginProblems: [],
  configProblems: [],
  warnings: [],
  ...change,
});

const codes = (change: Partial<StateFacts>) => deriveState(facts(change)).problems.map((problem) => problem.code);

describe('deriveState', () => {
  it('serves without a problem when backend, models and network are there', () => {
    expect(deriveState(facts())).toEqual({ state: 'serving', problems: [] });
  });

  it.each([
    ['BACKEND_UNREACHABLE', { backends: [away], modelsServed: 0 }],
    ['BACKEND_NONE_FOUND', { backends: [away], noPrograms: true, modelsServed: 0 }],
    ['BACKEND_NO_MODELS', { modelsServed: 0 }],
    ['NETWORK_NO_BOOTSTRAP', { bootstrap: [] }],
    ['NETWORK_UNREACHABLE', { bootstrap: [{ ...connected, state: 'waiting', lastError: 'ECONNREFUSED' }] }],
  ] as const)('needs attention with %s', (code, change) => {
    expect(deriveState(facts(change))).toMatchObject({ state: 'attention', problems: [{ code }] });
  });

  it.each([
    ['NETWORK_PORT_MOVED', { portMoved: { from: 4001, to: 4002 } }, { from: 4001, to: 4002 }],
    ['NETWORK_DISCOVERY_OFF', { switchedOff: ['gossipsub'] }, { switchedOff: ['gossipsub'] }],
    [
      'CONFIG_NEEDS_RESTART',
      { configProblems: [problemOf('CONFIG_NEEDS_RESTART', { keys: ['a.b'] })] },
      { keys: ['a.b'] },
    ],
  ] as const)('serves all the same with %s, and tells it', (code, change, details) => {
    expect(deriveState(facts(change))).toMatchObject({ state: 'serving', problems: [{ code, details }] });
  });

  it('is starting until the first connection and the first answer of the backend', () => {
    expect(deriveState(facts({ bootstrap: [{ ...connected, state: 'connecting' }] })).state).toBe('starting');
    expect(deriveState(facts({ backends: [{ ...backend, state: 'unknown' }], modelsServed: 0 })).state).toBe(
      'starting',
    );
  });

  it('serves on while one of two backends is away, and names it', () => {
    const rest = { ...backend, name: 'upstairs' };
    expect(deriveState(facts({ backends: [away, rest] }))).toMatchObject({
      state: 'serving',
      problems: [{ code: 'BACKEND_UNREACHABLE', details: { backend: 'lmstudio' } }],
    });
    expect(deriveState(facts({ backends: [away, rest], modelsServed: 0 })).state).toBe('attention');
    expect(deriveState(facts({ backends: [backend, { ...rest, state: 'unknown' }] })).state).toBe('serving');
  });

  it('treats a backend that is left alone for its failures like one that is away', () => {
    const problem = problemOf('BACKEND_CIRCUIT_OPEN', { backend: 'lmstudio' });
    const resting = { ...backend, problem, circuit: { state: 'open' } } as const;
    expect(deriveState(facts({ backends: [resting], modelsServed: 0 }))).toEqual({
      state: 'attention',
      problems: [problem],
    });
  });

  it('serves on while one of two bootstrap nodes is away', () => {
    const gone = { ...connected, state: 'waiting', lastError: 'ECONNREFUSED' } as const;
    expect(deriveState(facts({ bootstrap: [gone, connected] }))).toEqual({ state: 'serving', problems: [] });
  });

  it('puts books that cannot be read before everything else', () => {
    const ledgerProblem = problemOf('LEDGER_CORRUPT');
    expect(deriveState(facts({ ledgerProblem, modelsServed: 0 }))).toMatchObject({
      state: 'attention',
      problems: [{ code: 'LEDGER_CORRUPT' }, { code: 'BACKEND_NO_MODELS' }],
    });
  });

  it('tells what the configuration leaves out, and serves', () => {
    expect(deriveState(facts({ warnings: ['api_key is left out.'] }))).toMatchObject({
      state: 'serving',
      problems: [{ code: 'CONFIG_INCOMPLETE', details: { warnings: ['api_key is left out.'] } }],
    });
  });

  it('keeps serving with a warning for a dead source port and for a price above the offer', () => {
    const change = { bootstrap: [{ ...connected, fromListenPort: false }], aboveClientOffer: true };
    expect(deriveState(facts(change)).state).toBe('serving');
    expect(codes(change)).toEqual(['NETWORK_DISCOVERY_DEGRADED', 'PRICING_ABOVE_CLIENT_OFFER']);
  });

  it('says what the owner asked for before what is missing', () => {
    expect(deriveState(facts({ gate: 'paused', modelsServed: 0 })).state).toBe('paused');
    expect(deriveState(facts({ gate: 'draining' })).state).toBe('draining');
    expect(deriveState(facts({ lifecycle: 'stopping', gate: 'paused' })).state).toBe('stopping');
  });

  it('names the backend first: without it nothing else matters', () => {
    expect(codes({ backends: [away], modelsServed: 0, bootstrap: [] })).toEqual([
      'BACKEND_UNREACHABLE',
      'NETWORK_NO_BOOTSTRAP',
    ]);
  });
});
