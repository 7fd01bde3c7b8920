import { expect, it } from 'vitest';
import { describeConnection, describeState, statusLine } from '../../../../../core/cli/output/status-words.ts';
import type { Status } from '../../../../../core/control/index.ts';
import { servingScene } from '../../../../fakes/control-scene.ts';

const nowMs = 1_790_000_000_000;
const { status } = servingScene(nowMs);
const withNetwork = (change: Partial<Status['network']>): Status => ({
  ...status,
  network: { ...status.network, ...change },
});
const [node] = status.network.bootstrap;

it.each([
  [{ state: 'serving', modelsServed: 1 }, 'Serving 1 model'],
  [{ state: 'paused' }, 'Paused'],
  [{ state: 'paused', presenceLine: 'Paused: Elden Ring is running' }, 'Paused: Elden Ring is running'],
  [{ state: 'serving', modelsServed: 1, presenceLine: 'Serving anyway: Elden Ring is running' }, 'Serving 1 model'],
  [{ state: 'draining' }, 'Finishing 2 requests, taking no new ones'],
  [
    { state: 'attention', problems: [{ code: 'BACKEND_UNREACHABLE', message: 'It is off.', hint: '', details: {} }] },
    'Not serving: It is off',
  ],
] as [Partial<Status>, string][])('says how the executor is (%j)', (change, text) => {
  expect(describeState({ ...status, ...change })).toBe(text);
});

it('says how it is connected', () => {
  expect(describeConnection(status, nowMs)).toBe('connected to 1 of 1 bootstrap node, 3 peers');
  expect(describeConnection(withNetwork({ bootstrap: [], peerCount: 0 }), nowMs)).toBe(
    'no bootstrap node configured, 0 peers',
  );
  if (!node) throw new Error('the scene has a node');
  const waiting = { ...node, state: 'waiting' as const, nextTryAtMs: nowMs + 61_000 };
  const connecting = { ...node, state: 'connecting' as const };
  expect(describeConnection(withNetwork({ bootstrap: [connecting] }), nowMs)).toBe('connecting');
  expect(describeConnection(withNetwork({ bootstrap: [waiting] }), nowMs)).toBe('not connected, next try in 1 min 1 s');
  expect(describeConnection(withNetwork({ bootstrap: [node, waiting] }), nowMs)).toContain('connected to 1 of 2');
});

it('never calls what was accrued anything else', () => {
  const line = statusLine({ ...status, today: { ...status.today, accruedWei: '1500000000000000' } }, nowMs);
  expect(line).toContain('0.001500 ETH accrued today');
});

it('says the usual connection in few words in the line', () => {
  expect(statusLine(status, nowMs)).toMatch(/ · connected, 3 peers$/);
  const half = withNetwork({ bootstrap: node ? [node, { ...node, state: 'connecting' }] : [] });
  expect(statusLine(half, nowMs)).toMatch(/ · connected to 1 of 2 bootstrap nodes, 3 peers$/);
});
