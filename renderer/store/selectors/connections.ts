import type { Status } from '../../../core/control/schemas/status.ts';
import type { MarkKind } from '../../components/status/Mark.tsx';
import { formatPlural } from '../../format/counts.ts';
import { formatDuration } from '../../format/time.ts';
import { programName } from './program.ts';

/** One line about something that must work. */
export interface ConnectionLine {
  /** `network`, `reachable`, `backend`, or `backend` with the place of a further one. */
  readonly id: string;
  readonly kind: MarkKind;
  readonly title: string;
  readonly detail: string;
  /** When it is tried again, wall milliseconds; null when nothing waits. */
  readonly nextTryAtMs: number | null;
}

/** The lines of the connections panel. */
export function connectionsOf(status: Status): readonly ConnectionLine[] {
  return status.demo
    ? [
        line('network', 'none', 'Network', 'Not connected: the demo has its own network inside this app'),
        line('backend', 'none', 'Demo program', 'Makes up its answers'),
      ]
    : [networkLine(status), ...reachableLine(status), ...status.backends.map(backendLine)];
}

const line = (
  id: ConnectionLine['id'],
  kind: MarkKind,
  title: string,
  detail: string,
  nextTryAtMs: number | null = null,
): ConnectionLine => ({ id, kind, title, detail, nextTryAtMs });

function networkLine({ network }: Status): ConnectionLine {
  const connected = network.bootstrap.filter((node) => node.state === 'connected');
  if (network.bootstrap.length === 0) {
    return network.peerCount > 0
      ? line('network', 'good', 'Network', `${formatPlural(network.peerCount, 'peer')}, no bootstrap node configured`)
      : line('network', 'warning', 'Network', 'No bootstrap node configured in [network] bootstrap_peers');
  }
  if (connected.length > 0) {
    const announced = connected.some((node) => node.announced) ? 'announced' : 'not announced yet';
    const nodes =
      connected.length === network.bootstrap.length
        ? formatPlural(connected.length, 'bootstrap node')
        : `${connected.length} of ${formatPlural(network.bootstrap.length, 'bootstrap node')}`;
    return line('network', 'good', 'Network', `${formatPlural(network.peerCount, 'peer')}, ${nodes}, ${announced}`);
  }
  const tries = network.bootstrap.map((node) => node.nextTryAtMs).filter((at) => at !== null);
  const next = tries.length > 0 ? Math.min(...tries) : null;
  const connecting = network.bootstrap.some((node) => node.state === 'connecting');
  return connecting && network.bootstrap.every((node) => node.lastError === null)
    ? line('network', 'info', 'Network', 'Connecting to the bootstrap nodes')
    : line('network', 'warning', 'Network', 'No bootstrap node answers', next);
}

/** Clients find an executor only at the address it dials from; said once it is known. */
function reachableLine({ network }: Status): readonly ConnectionLine[] {
  const connected = network.bootstrap.filter((node) => node.state === 'connected' && node.fromListenPort !== null);
  if (connected.length === 0) return [];
  const address = network.publishedAddresses[0];
  return connected.some((node) => node.fromListenPort)
    ? [line('reachable', 'good', 'Address for clients', address ?? 'The port it listens on')]
    : [
        line(
          'reachable',
          'warning',
          'Address for clients',
          'The network sees another port than the one it listens on; clients may not find it',
        ),
      ];
}

function backendLine(backend: Status['backend'], place: number): ConnectionLine {
  const id = place === 0 ? 'backend' : `backend ${place}`;
  const name = programName(backend);
  if (backend.state === 'connected') {
    const answers = backend.latencyMs === null ? 'Answers' : `Answers in ${formatDuration(backend.latencyMs)}`;
    return line(id, 'good', name, backend.version ? `${answers}, version ${backend.version}` : answers);
  }
  if (backend.state === 'unknown') return line(id, 'none', name, 'Not asked yet');
  return line(id, 'warning', name, backend.problem?.message ?? 'Does not answer', backend.nextTryAtMs);
}
