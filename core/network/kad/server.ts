import type { Connection, Stream } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../../foundation/errors/index.ts';
import type { StreamHandler } from '../host/host.ts';
import { writeAll } from '../host/streams.ts';
import { withDeadline } from '../timing/deadline.ts';
import { encodeKad, MAX_KAD_MESSAGE_BYTES } from './codec.ts';
import { frameKad, KadReader } from './framing.ts';
import { type KadMessage, type KadPeer, KadType, kadMessage } from './messages.ts';
import type { KadStore } from './store.ts';

/** Longest time for one message, in either direction. The network's nodes give an answer up after as much. */
const MESSAGE_TIMEOUT_MS = 10_000;
/** Messages served on one stream; the network's nodes send one. */
const MAX_MESSAGES_PER_STREAM = 64;
/** Peers in one answer. */
const MAX_CLOSER_PEERS = 20;

/** What differs from node to node in its answers. */
export interface KadPolicy {
  /** Our addresses when we provide this key ourselves; null when we do not. */
  provides(key: Uint8Array): readonly Uint8Array[] | null;
  /** Other peers to ask, nearest first; the asker is taken out. */
  closerPeers(key: Uint8Array): readonly KadPeer[];
  /** Addresses of a provider that gave none. */
  addressesOf?(peerId: Uint8Array): readonly Uint8Array[];
}

interface KadServerModules {
  readonly clock: Clock;
  readonly store: KadStore;
  readonly policy: KadPolicy;
  /** Peer id multihash of this node. */
  readonly peerIdBytes: Uint8Array;
  /** Counts what happens: `kadMessages`, `kadRefused`. */
  count(name: string): void;
  /** Told when the peer of this connection sent what no node of the network sends. */
  onFault?(connection: Connection): void;
}

/** The serving side of Kademlia: answers for every key, and stores for the network's own. */
export class KadServer {
  readonly #modules: KadServerModules;

  constructor(modules: KadServerModules) {
    this.#modules = modules;
  }

  /** Serves one stream; to be registered for `KAD_PROTOCOL`. */
  readonly handler: StreamHandler = async (stream, connection) => {
    const reader = new KadReader(stream);
    try {
      await this.#serve(stream, connection, reader);
      await stream.close();
    } catch (error) {
      this.#modules.count('kadRefused');
      stream.abort(error instanceof Error ? error : new Error('kademlia stream failed'));
      if (isFault(error, reader)) this.#modules.onFault?.(connection);
    }
  };

  async #serve(stream: Stream, connection: Connection, reader: KadReader): Promise<void> {
    const { clock } = this.#modules;
    const asker = connection.remotePeer.toMultihash().bytes;
    for (let served = 0; served < MAX_MESSAGES_PER_STREAM; served++) {
      const message = await withDeadline(clock, { timeoutMs: MESSAGE_TIMEOUT_MS }, (signal) => reader.next(signal));
      if (message === null) return;
      this.#modules.count('kadMessages');
      const answer = this.#answer(message, asker);
      if (answer === null) continue;
      const bytes = frameKad(fitting(answer));
      await withDeadline(clock, { timeoutMs: MESSAGE_TIMEOUT_MS }, (signal) => writeAll(stream, bytes, { signal }));
    }
  }

  #answer(message: KadMessage, asker: Uint8Array): KadMessage | null {
    const { store, policy } = this.#modules;
    const { type, key } = message;
    const closerPeers = () => without(asker, policy.closerPeers(key)).slice(0, MAX_CLOSER_PEERS);
    switch (type) {
      case KadType.FIND_NODE:
        return kadMessage(type, { key, closerPeers: closerPeers() });
      case KadType.GET_PROVIDERS:
        return kadMessage(type, { key, closerPeers: closerPeers(), providerPeers: this.#providers(key, asker) });
      case KadType.GET_VALUE:
        return kadMessage(type, { key, record: this.#record(key), closerPeers: closerPeers() });
      case KadType.ADD_PROVIDER:
        for (const peer of message.providerPeers) if (equal(peer.id, asker)) store.addProvider(key, peer);
        return null;
      case KadType.PUT_VALUE:
        if (message.record === null) throw new ExecutorError('PROTOCOL_MALFORMED');
        store.putRecord(message.record);
        return kadMessage(type, { key, record: message.record });
      default:
        throw new ExecutorError('PROTOCOL_UNEXPECTED_MESSAGE');
    }
  }

  #providers(key: Uint8Array, asker: Uint8Array): readonly KadPeer[] {
    const { store, policy, peerIdBytes } = this.#modules;
    const own = policy.provides(key);
    const others = store.providers(key).map((peer) => ({
      id: peer.id,
      addresses: peer.addresses.length > 0 ? peer.addresses : (policy.addressesOf?.(peer.id) ?? []),
    }));
    const known = without(asker, others).filter((peer) => peer.addresses.length > 0 && !equal(peer.id, peerIdBytes));
    return own === null ? known : [{ id: peerIdBytes, addresses: own }, ...known];
  }

  #record(key: Uint8Array): KadMessage['record'] {
    const { store, policy, peerIdBytes } = this.#modules;
    if (policy.provides(key) === null) return store.record(key);
    return { key, value: peerIdBytes, publisher: peerIdBytes, ttlSec: null };
  }
}

/** A stream that is kept open without a word, or whose answers wait, may belong to a busy node. */
function isFault(error: unknown, reader: KadReader): boolean {
  if (isExecutorError(error, 'PROTOCOL_TOO_LARGE') || isExecutorError(error, 'PROTOCOL_MALFORMED')) return true;
  return reader.isOverrun || (isExecutorError(error, 'PROTOCOL_TIMEOUT') && reader.isMidMessage);
}

function without(id: Uint8Array, peers: readonly KadPeer[]): readonly KadPeer[] {
  return peers.filter((peer) => !equal(peer.id, id));
}

/** Gives up naming other peers rather than send more than anybody reads. */
function fitting(message: KadMessage): KadMessage {
  return encodeKad(message).byteLength <= MAX_KAD_MESSAGE_BYTES ? message : { ...message, closerPeers: [] };
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
