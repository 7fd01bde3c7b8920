import type { GossipsubOpts, Message } from '@libp2p/gossipsub';
import { MAX_GOSSIP_BYTES, topics } from '../../protocol/index.ts';
import type { HostLimits } from '../host/limits.ts';

/** Unsent gossip of one peer, after which its stream is dropped. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** One RPC may name this many things; the network's nodes stay far below. */
const MAX_ITEMS_PER_RPC = 512;

/** gossipsub as the network's nodes speak it. */
export function gossipOptions(limits: HostLimits): Partial<GossipsubOpts> {
  return {
    msgIdFn: messageId,
    fallbackToFloodsub: false,
    // Without peers yet, a publish is repeated later instead of throwing.
    allowPublishToZeroTopicPeers: true,
    floodPublish: true,
    // Peer exchange and tags would make the library dial peers on its own.
    doPX: false,
    tagMeshPeers: false,
    heartbeatInterval: 1_000,
    seenTTL: 60_000,
    // Many clients share one address (NAT, tests on one machine): no penalty for that.
    scoreParams: { IPColocationFactorWeight: 0 },
    // What peers make us keep for other topics would not be bounded.
    allowedTopics: Object.values(topics),
    maxInboundStreams: limits.maxGossipStreamsPerConnection,
    maxOutboundStreams: limits.maxGossipStreamsPerConnection,
    maxInboundDataLength: MAX_GOSSIP_BYTES,
    maxOutboundBufferSize: MAX_UNSENT_BYTES,
    maxTopicBytesPerPeer: 64 * 1024,
    decodeRpcLimits: {
      maxSubscriptions: MAX_ITEMS_PER_RPC,
      maxMessages: MAX_ITEMS_PER_RPC,
      maxIhaveMessageIDs: MAX_ITEMS_PER_RPC,
      maxIwantMessageIDs: MAX_ITEMS_PER_RPC,
      maxIdontwantMessageIDs: MAX_ITEMS_PER_RPC,
      maxControlMessages: MAX_ITEMS_PER_RPC,
      maxPeerInfos: 16,
    },
  };
}

/** rust-libp2p's default: base58 source, then the decimal sequence number. js-libp2p's own default differs. */
function messageId(message: Message): Uint8Array {
  if (message.type !== 'signed') return new Uint8Array(0);
  return new TextEncoder().encode(`${message.from.toString()}${message.sequenceNumber}`);
}
