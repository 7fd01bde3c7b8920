export { ExecutorNetwork, type ExecutorNetworkModules, type ExecutorNetworkOptions } from './executor-network.ts';
export { Gossip, type GossipMessage } from './gossip/gossip.ts';
export {
  addressBytes,
  formatAddress,
  parseAddress,
  peerIdText,
  type TcpAddress,
  tcpAddressOf,
  tcpAddressOfBytes,
} from './host/addresses.ts';
export { type Dialled, Host, type HostModules, type HostOptions, type PeerConnection } from './host/host.ts';
export { defaultHostLimits, type HostLimits } from './host/limits.ts';
export type { SourcePortMode } from './host/transport/listen-port-transport.ts';
export type {
  BootstrapStatus,
  InboundHandler,
  InboundReply,
  InboundRequest,
  NetworkStatus,
  Offer,
  PeerStatus,
} from './interface.ts';
export { KadClient } from './kad/client.ts';
export { type KadMessage, type KadPeer, type KadRecord, KadType } from './kad/messages.ts';
export { type KadPolicy, KadServer } from './kad/server.ts';
export { KadStore } from './kad/store.ts';
export { type ExchangeResult, exchangeLlm } from './llm/exchange.ts';
export { withDeadline } from './timing/deadline.ts';
