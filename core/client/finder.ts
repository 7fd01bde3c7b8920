import type { Clock } from '../foundation/clock.ts';
import { addressOfPeerId } from '../identity/index.ts';
import {
  formatAddress,
  type KadClient,
  type KadMessage,
  type KadPeer,
  type PeerConnection,
  peerIdText,
  tcpAddressOfBytes,
} from '../network/index.ts';
import { EXECUTOR_KEY } from '../protocol/index.ts';
import type { FoundExecutor } from './interface.ts';

/** Time for one peer to answer both questions. */
const ASK_TIMEOUT_MS = 5_000;

/** What one peer told about executors. */
export interface Findings {
  readonly executors: readonly FoundExecutor[];
  /** Other peers that may know more. */
  readonly others: readonly FoundExecutor[];
}

interface FinderModules {
  readonly kad: KadClient;
  readonly clock: Clock;
}

/** Asks one peer who provides answers, by both ways that the network knows. */
export async function askForExecutors(
  { kad }: FinderModules,
  connection: PeerConnection,
  signal: AbortSignal,
): Promise<Findings> {
  const options = { signal, timeoutMs: ASK_TIMEOUT_MS };
  const answers = await Promise.allSettled([
    kad.getProviders(connection, EXECUTOR_KEY, options),
    kad.getValue(connection, EXECUTOR_KEY, options),
  ]);
  signal.throwIfAborted();
  const messages = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return read(messages);
}

function read(messages: readonly KadMessage[]): Findings {
  const closer = merge(messages.flatMap((message) => message.closerPeers.flatMap(toExecutor)));
  const providers = messages.flatMap((message) => message.providerPeers.flatMap(toExecutor));
  const recorded = messages.flatMap(({ record }) =>
    record === null ? [] : toExecutor({ id: record.value, addresses: [] }),
  );
  const named = new Set(recorded.map((executor) => executor.peerId));
  // A record names only the peer; where it is stands among the others.
  const executors = merge([...providers, ...recorded, ...closer.filter((peer) => named.has(peer.peerId))]);
  const known = new Set(executors.map((executor) => executor.peerId));
  return { executors, others: closer.filter((peer) => !known.has(peer.peerId)) };
}

function toExecutor(peer: KadPeer): FoundExecutor[] {
  const peerId = peerIdText(peer.id);
  const address = peerId === null ? null : addressOfPeerId(peerId);
  if (peerId === null || address === null) return [];
  const addresses = peer.addresses.flatMap((bytes) => {
    const tcp = tcpAddressOfBytes(bytes);
    return tcp === null ? [] : [formatAddress(tcp)];
  });
  return [{ peerId, address, addresses }];
}

/** One entry a peer, with all its addresses. */
export function merge(found: readonly FoundExecutor[]): readonly FoundExecutor[] {
  const byPeer = new Map<string, FoundExecutor>();
  for (const executor of found) {
    const addresses = [...new Set([...(byPeer.get(executor.peerId)?.addresses ?? []), ...executor.addresses])];
    byPeer.set(executor.peerId, { ...executor, addresses });
  }
  return [...byPeer.values()];
}
