import { describe, expect, it } from 'vitest';
import type { Status } from '../../../../core/control/schemas/status.ts';
import { connectionsOf } from '../../../../renderer/store/selectors/connections.ts';
import { servingScene } from '../../../fakes/control-scene.ts';

const { status } = servingScene(1_700_000_000_000);
const [node] = status.network.bootstrap;
if (!node) throw new Error('the scene has no bootstrap node');
const withNetwork = (network: Partial<Status['network']>): Status => ({
  ...status,
  network: { ...status.network, ...network },
});
const lineOf = (value: Status, id: string) => connectionsOf(value).find((line) => line.id === id);

describe('connections', () => {
  it('are good when the network and the program answer', () => {
    expect(connectionsOf(status).map((line) => [line.id, line.kind])).toEqual([
      ['network', 'good'],
      ['reachable', 'good'],
      ['backend', 'good'],
    ]);
    expect(lineOf(status, 'network')?.detail).toBe('3 peers, 1 bootstrap node, announced');
    expect(lineOf(status, 'backend')?.detail).toBe('Answers in 38 ms');
  });

  it('tell the next try while no bootstrap node answers', () => {
    const waiting = { ...node, state: 'waiting' as const, lastError: 'NETWORK_UNREACHABLE' };
    const lost = withNetwork({
      peerCount: 0,
      bootstrap: [
        { ...waiting, nextTryAtMs: 9_000 },
        { ...waiting, nextTryAtMs: 5_000 },
      ],
    });
    expect(lineOf(lost, 'network')).toMatchObject({ kind: 'warning', nextTryAtMs: 5_000 });
    expect(lineOf(lost, 'reachable')).toBeUndefined();
  });

  it('have a line for every program, with its next try', () => {
    const ollama = { ...status.backend, kind: 'ollama', name: 'ollama', state: 'unreachable' as const, nextTryAtMs: 7 };
    const lines = connectionsOf({ ...status, backends: [status.backend, ollama] }).slice(-2);
    expect(lines.map(({ id, kind, title, nextTryAtMs }) => [id, kind, title, nextTryAtMs])).toEqual([
      ['backend', 'good', 'LM Studio', null],
      ['backend 1', 'warning', 'Ollama', 7],
    ]);
  });

  it('say that clients would look at the wrong port', () => {
    const other = withNetwork({ bootstrap: [{ ...node, fromListenPort: false }] });
    expect(lineOf(other, 'reachable')?.kind).toBe('warning');
  });

  it('tell no real connection in the demo', () => {
    expect(connectionsOf({ ...status, demo: true }).map((line) => line.kind)).toEqual(['none', 'none']);
  });
});
