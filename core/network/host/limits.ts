/** What one host lets others take from it. Every value is set on purpose: libp2p's defaults refuse honest bursts. */
export interface HostLimits {
  /** Connections altogether. More are refused. A quiet one costs about 60 KiB. */
  readonly maxConnections: number;
  /** Connections from one IP address; below `maxPendingConnections`, so that one address cannot block the door. */
  readonly maxConnectionsPerAddress: number;
  /** Connections of one peer id. The network's nodes use one or two. */
  readonly maxConnectionsPerPeer: number;
  /** Connections whose handshake is not finished (libp2p: 10). */
  readonly maxPendingConnections: number;
  /** New connections a second from one IP address (libp2p: 5, at which 7 of 12 clients were refused). */
  readonly maxNewConnectionsPerSecond: number;
  /** Streams of one connection, all protocols together. The network's nodes open up to 100. */
  readonly maxStreamsPerConnection: number;
  /** Inference streams of one connection (libp2p: 32, at which half of 64 parallel requests fail). */
  readonly maxLlmStreamsPerConnection: number;
  /** Kademlia streams of one connection. */
  readonly maxKadStreamsPerConnection: number;
  /** Gossip streams of one connection; one is used, the others belong to a reconnection. */
  readonly maxGossipStreamsPerConnection: number;
  /** Bytes that wait on one stream before anybody reads them. */
  readonly maxUnreadBytesPerStream: number;
  /** Bytes of all requests together that are being received or wait for their reply. */
  readonly maxHeldRequestBytes: number;
  /** Time for TCP, noise and yamux of a new connection, in milliseconds. */
  readonly handshakeTimeoutMs: number;
}

/** Room for a few hundred clients on a home computer. */
export const defaultHostLimits: HostLimits = {
  maxConnections: 512,
  maxConnectionsPerAddress: 192,
  maxConnectionsPerPeer: 8,
  maxPendingConnections: 256,
  maxNewConnectionsPerSecond: 200,
  maxStreamsPerConnection: 256,
  maxLlmStreamsPerConnection: 128,
  maxKadStreamsPerConnection: 32,
  maxGossipStreamsPerConnection: 4,
  maxUnreadBytesPerStream: 2 * 1024 * 1024,
  maxHeldRequestBytes: 64 * 1024 * 1024,
  handshakeTimeoutMs: 10_000,
};
