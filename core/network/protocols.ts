/** Protocols of libp2p that can be switched, besides the one that carries requests. */
export interface NetworkProtocols {
  /** Multicast DNS in the local network. */
  readonly mdns: boolean;
  /** Kademlia: records about us, and answers to questions. */
  readonly kad: boolean;
  /** Announcements of models and prices. */
  readonly gossipsub: boolean;
  /** Reachability as others see it. */
  readonly autonat: boolean;
  /** Connections that come through a relay. */
  readonly relay: boolean;
}

/** What the nodes of the network speak; they have none of the others, which would only tell more about us. */
export const usualProtocols: NetworkProtocols = {
  mdns: false,
  kad: true,
  gossipsub: true,
  autonat: false,
  relay: false,
};
