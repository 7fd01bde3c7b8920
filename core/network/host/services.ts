import { autoNAT } from '@libp2p/autonat';
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { type GossipSub, gossipsub } from '@libp2p/gossipsub';
import { type Identify, identify } from '@libp2p/identify';
import { type Connection, type PeerId, serviceCapabilities } from '@libp2p/interface';
import { mdns } from '@libp2p/mdns';
import type { Libp2pOptions } from 'libp2p';
import { gossipOptions } from '../gossip/options.ts';
import type { NetworkProtocols } from '../protocols.ts';
import type { HostLimits } from './limits.ts';

/** What we use of libp2p's registrar. */
export interface RegistrarView {
  current: {
    getTopologies(protocol: string): { onConnect?(peerId: PeerId, connection: Connection): void | Promise<void> }[];
  } | null;
}

/** The services of a host by name; what is switched off is not there. */
export type HostServices = {
  readonly identify: Identify | object;
  readonly registrarView: object;
  readonly gossip?: GossipSub;
  readonly lan?: object;
  readonly autonat?: unknown;
};

/** Streams of the switchable protocols that one connection may have. */
const STREAM_LIMITS = { maxInboundStreams: 2, maxOutboundStreams: 2 };

/** The services for these switches. */
export function hostServices(
  protocols: NetworkProtocols,
  limits: HostLimits,
  registrar: RegistrarView,
): NonNullable<Libp2pOptions<HostServices>['services']> {
  // Both learn from it alone who speaks their protocol. Without them there is none, as in the network's nodes.
  const identifies = protocols.autonat || protocols.relay;
  return {
    identify: identifies ? identify(STREAM_LIMITS) : identifyStub,
    registrarView: captureRegistrar(registrar),
    ...(protocols.gossipsub ? { gossip: gossipsub(gossipOptions(limits)) } : {}),
    ...(protocols.mdns ? { lan: answerLocalNetwork } : {}),
    ...(protocols.autonat ? { autonat: autoNAT(STREAM_LIMITS) } : {}),
  };
}

/** The transport through which relayed connections come in; none when relays are off. */
export function relayTransports(protocols: NetworkProtocols): NonNullable<Libp2pOptions['transports']> {
  const stops = { maxInboundStopStreams: MAX_RELAYED, maxOutboundStopStreams: 1 };
  return protocols.relay ? [circuitRelayTransport(stops)] : [];
}

/** Where to listen besides our own port: at any connected peer that relays. */
export function relayListenAddresses(protocols: NetworkProtocols): string[] {
  return protocols.relay ? ['/p2p-circuit'] : [];
}

/** Connections that come through relays at once. */
const MAX_RELAYED = 64;

/** gossipsub insists on a service of this name; the network's nodes have no identify. */
const identifyStub = () => ({ [serviceCapabilities]: ['@libp2p/identify'] });

/**
 * Multicast DNS that answers, and forgets whom it finds: nobody is dialled but the configured addresses, and what a
 * whole local network says of itself must not be kept.
 */
function answerLocalNetwork(components: Parameters<ReturnType<typeof mdns>>[0]) {
  const service = mdns()(components) as { start?(): Promise<void>; stop?(): Promise<void> };
  return {
    start: () => service.start?.(),
    stop: () => service.stop?.(),
  };
}

/** A service that does nothing but keep the registrar at hand. */
function captureRegistrar(view: RegistrarView) {
  return (components: { registrar: NonNullable<RegistrarView['current']> }) => {
    view.current = components.registrar;
    return {};
  };
}
