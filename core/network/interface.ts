import type { ModelDescriptor } from '../protocol/index.ts';

/** One inference request as it arrived, not yet looked at. */
export interface InboundRequest {
  /** The CBOR value, 1 byte to 1 MiB. */
  readonly bytes: Uint8Array;
  /** Peer id of the connection, base58. Proven by the transport, unlike anything inside the bytes. */
  readonly peerId: string;
  /** Multiaddr that the peer connected from. */
  readonly remoteAddress: string;
  /** Wall time when the peer opened the stream: its own limit of 300 s runs from here. */
  readonly openedAtMs: number;
  /** Aborted when the peer resets the stream, or its connection or the network ends. */
  readonly signal: AbortSignal;
}

/**
 * What happens on the stream. `close` ends it without a byte.
 * Aborting the `signal` of an `answer` stops handing it over.
 * With `answer`, `onHandedOver` is called exactly once: true when every byte was taken by the network and the stream
 * closed gracefully, false otherwise. It never throws.
 */
export type InboundReply =
  | {
      readonly kind: 'close';
      /** True when the bytes were no message at all. A connection that keeps sending such is ended. */
      readonly fault?: boolean;
    }
  | {
      readonly kind: 'answer';
      readonly bytes: Uint8Array;
      readonly signal?: AbortSignal;
      readonly onHandedOver: (complete: boolean) => void;
    };

/** Answers inference requests; never rejects. */
export type InboundHandler = (request: InboundRequest) => Promise<InboundReply>;

/** One configured bootstrap address and how it fares. */
export interface BootstrapStatus {
  /** The multiaddr as configured. */
  readonly address: string;
  readonly state: 'connected' | 'connecting' | 'waiting';
  /** Base58; null before the first connection unless the address names it. */
  readonly peerId: string | null;
  /** Code of the last failed dial; null while connected. */
  readonly lastError: string | null;
  /** Wall time of the next dial; null unless waiting. */
  readonly nextTryAtMs: number | null;
  /** True when our end of the connection is the listening port, which is what makes clients find us. */
  readonly fromListenPort: boolean | null;
  /** True once our Initial announcement reached this peer on the present connection. */
  readonly announced: boolean;
}

/** A connected peer. */
export interface PeerStatus {
  readonly peerId: string;
  readonly remoteAddress: string;
  readonly direction: 'inbound' | 'outbound';
  readonly role: 'bootstrap' | 'other';
  readonly connectedAtMs: number;
}

/** The network side as a whole. */
export interface NetworkStatus {
  /** Multiaddrs this executor listens on; empty before start. */
  readonly listenAddresses: readonly string[];
  /** Multiaddrs that are published for clients to dial. */
  readonly publishedAddresses: readonly string[];
  readonly bootstrap: readonly BootstrapStatus[];
  readonly peerCount: number;
  /** Counters since start: inbound requests, dropped peers and the like, by constant name. */
  readonly counters: Readonly<Record<string, number>>;
  /** The port that was asked for, where another program has it and we listen on another; null otherwise. */
  readonly movedFromPort: number | null;
  /** What is switched off of the protocols without which this executor is not found. */
  readonly switchedOff: readonly ('kad' | 'gossipsub')[];
}

/** What the executor announces: its models with their prices. */
export interface Offer {
  /** At most 50 are announced; the rest are left out with a warning. */
  readonly models: readonly ModelDescriptor[];
}
