import type { ConnectionGater, PrivateKey } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2p } from 'libp2p';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { NetworkProtocols } from '../protocols.ts';
import { formatAddress, type TcpAddress } from './addresses.ts';
import type { HostLimits } from './limits.ts';
import { quietLogger } from './quiet-logger.ts';
import {
  type HostServices,
  hostServices,
  type RegistrarView,
  relayListenAddresses,
  relayTransports,
} from './services.ts';
import { ListenPortTransport, type SourcePortMode } from './transport/listen-port-transport.ts';

/** A libp2p node and what we need of its inside. */
export interface HostNode {
  readonly libp2p: Libp2p<HostServices>;
  readonly registrar: RegistrarView;
  readonly transport: () => ListenPortTransport | undefined;
}

/** Builds libp2p with our transport, limits and services; it is not started yet. */
export async function createNode(
  modules: {
    readonly privateKey: PrivateKey;
    readonly gater: ConnectionGater;
    readonly clock: Clock;
    readonly logger: Logger;
  },
  options: {
    readonly listen: TcpAddress | null;
    readonly sourcePort: SourcePortMode;
    readonly dialTimeoutMs: number;
    readonly limits: HostLimits;
    readonly protocols: NetworkProtocols;
  },
): Promise<HostNode> {
  const { privateKey, gater, clock, logger } = modules;
  const { listen, sourcePort, dialTimeoutMs, limits, protocols } = options;
  const registrar: RegistrarView = { current: null };
  let transport: ListenPortTransport | undefined;
  const libp2p = await createLibp2p<HostServices>({
    start: false,
    privateKey,
    logger: quietLogger,
    // The name of the program is enough for strangers.
    nodeInfo: { userAgent: 'lloom-executor' },
    addresses: { listen: listen === null ? [] : [formatAddress(listen), ...relayListenAddresses(protocols)] },
    transports: [
      (components) => {
        transport = new ListenPortTransport({ components, clock, logger }, { sourcePort });
        return transport;
      },
      ...relayTransports(protocols),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        maxInboundStreams: limits.maxStreamsPerConnection,
        maxOutboundStreams: limits.maxStreamsPerConnection,
        maxEarlyStreams: limits.maxStreamsPerConnection,
        streamOptions: { maxReadBufferLength: limits.maxUnreadBytesPerStream },
      }),
    ],
    connectionGater: gater,
    connectionManager: {
      maxConnections: limits.maxConnections,
      maxIncomingPendingConnections: limits.maxPendingConnections,
      inboundConnectionThreshold: limits.maxNewConnectionsPerSecond,
      inboundUpgradeTimeout: limits.handshakeTimeoutMs,
      maxParallelDials: limits.maxPendingConnections,
      dialTimeout: dialTimeoutMs,
      addressDialTimeout: dialTimeoutMs,
      reconnectRetries: 0,
    },
    connectionMonitor: { enabled: false },
    services: hostServices(protocols, limits, registrar),
  });
  return { libp2p, registrar, transport: () => transport };
}
