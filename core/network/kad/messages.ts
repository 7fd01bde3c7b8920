/** Kinds of Kademlia messages, by their number on the wire. */
export const KadType = {
  PUT_VALUE: 0,
  GET_VALUE: 1,
  ADD_PROVIDER: 2,
  GET_PROVIDERS: 3,
  FIND_NODE: 4,
  PING: 5,
} as const;
export type KadType = (typeof KadType)[keyof typeof KadType];

/** A peer as Kademlia carries it. */
export interface KadPeer {
  /** Peer id multihash; 39 bytes for every node of this network. */
  readonly id: Uint8Array;
  /** Binary multiaddrs, without peer id. */
  readonly addresses: readonly Uint8Array[];
}

/** A stored value. */
export interface KadRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Peer id of who put it; null when not told. */
  readonly publisher: Uint8Array | null;
  /** Seconds it is still good for; null for "does not expire". */
  readonly ttlSec: number | null;
}

/** One message of `/ipfs/kad/1.0.0`. */
export interface KadMessage {
  readonly type: KadType;
  readonly key: Uint8Array;
  readonly record: KadRecord | null;
  readonly closerPeers: readonly KadPeer[];
  readonly providerPeers: readonly KadPeer[];
}

/** A message with what is not given left empty. */
export function kadMessage(type: KadType, fields: Partial<Omit<KadMessage, 'type'>> = {}): KadMessage {
  return { type, key: new Uint8Array(0), record: null, closerPeers: [], providerPeers: [], ...fields };
}
