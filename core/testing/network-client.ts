import type { Clock } from '../foundation/clock.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Identity } from '../identity/index.ts';
import {
  Host,
  KadClient,
  type KadMessage,
  type PeerConnection,
  parseAddress,
  peerIdText,
  type TcpAddress,
  tcpAddressOfBytes,
  withDeadline,
} from '../network/index.ts';
import { EXECUTOR_KEY } from '../protocol/index.ts';

const DIAL_TIMEOUT_MS = 5_000;

/**
 * Reaches an executor as the network's own client does when its questions are answered in the unlucky order:
 * what it hears first is the validator's routing table, with the source address of the executor's connection;
 * it dials that one address, and drops the executor when nobody is there.
 *
 * @returns The peer id of the executor that it reached.
 * @throws ExecutorError `NETWORK_NO_EXECUTOR` when it reached none.
 */
export async function reachLikeNetworkClient(
  modules: { readonly identity: Identity; readonly clock: Clock; readonly logger: Logger },
  options: { readonly bootstrapPeer: string },
): Promise<string> {
  const { clock } = modules;
  const host = new Host(modules, { listen: null });
  const kad = new KadClient(modules);
  await host.start();
  try {
    const dial = (address: TcpAddress) =>
      withDeadline(clock, { timeoutMs: DIAL_TIMEOUT_MS }, (signal) => host.dial(address, { signal }));
    const { connection } = await dial(parseAddress(options.bootstrapPeer));
    const answers = await questionsInUnluckyOrder(kad, connection);
    const executors = new Set(answers.flatMap(executorsIn));
    for (const peerId of executors) {
      const address = answers.map((answer) => addressIn(answer, peerId)).find((found) => found !== null);
      if (address === undefined || address === null) continue;
      const reached = await dial({ ...address, peerId }).catch(() => null);
      if (reached !== null) return peerId;
    }
    throw new ExecutorError('NETWORK_NO_EXECUTOR');
  } finally {
    await host.stop();
  }
}

async function questionsInUnluckyOrder(kad: KadClient, connection: PeerConnection): Promise<readonly KadMessage[]> {
  const record = await kad.getValue(connection, EXECUTOR_KEY);
  const providers = await kad.getProviders(connection, EXECUTOR_KEY);
  return [record, providers];
}

function executorsIn(answer: KadMessage): readonly string[] {
  const ids = [
    ...answer.providerPeers.map((peer) => peer.id),
    ...(answer.record === null ? [] : [answer.record.value]),
  ];
  return ids.flatMap((id) => peerIdText(id) ?? []);
}

function addressIn(answer: KadMessage, peerId: string): TcpAddress | null {
  const peers = [...answer.closerPeers, ...answer.providerPeers];
  const [bytes] = peers.find((peer) => peerIdText(peer.id) === peerId)?.addresses ?? [];
  return bytes === undefined ? null : tcpAddressOfBytes(bytes);
}
