/** Stream protocol of inference requests: one CBOR value each way (lloom-core `LLM_PROTOCOL`). */
export const LLM_PROTOCOL = '/lloom/llm/1.0.0';

/** The network uses the protocol id of the public IPFS DHT, with keys of its own. */
export const KAD_PROTOCOL = '/ipfs/kad/1.0.0';

/** DHT key that executors provide, as raw bytes: no hash, no leading slash. */
export const EXECUTOR_KEY: Uint8Array = new TextEncoder().encode('lloom/executor');

/** DHT key that validators put themselves under, as raw bytes. */
export const VALIDATOR_KEY: Uint8Array = new TextEncoder().encode('lloom/validator');

/** Gossip topics; the name itself goes over the wire. */
export const topics = {
  announcements: 'lloom/announcements',
  executorUpdates: 'lloom/executor-updates',
  executorAnnouncements: 'lloom/executor-announcements',
  modelAnnouncements: 'lloom/model-announcements',
  modelQueries: 'lloom/model-queries',
} as const;

/** Stands before our peer id in the text published on `topics.executorAnnouncements`. */
export const EXECUTOR_AVAILABLE_PREFIX = 'EXECUTOR_AVAILABLE:';

/** Version in announcements. */
export const PROTOCOL_VERSION = 1;

/** Largest request that the network reads: 1 MiB. */
export const MAX_REQUEST_BYTES = 1_048_576;

/** Largest answer that the network reads: 10 MiB. */
export const MAX_RESPONSE_BYTES = 10_485_760;

/** Most bytes of an answer's content, UTF-8: 9 MiB, so that its envelope fits into {@link MAX_RESPONSE_BYTES} too. */
export const MAX_CONTENT_BYTES = 9 * 1024 * 1024;

/** Largest gossip message that the network forwards: 64 KiB. */
export const MAX_GOSSIP_BYTES = 65_536;

/** Most models of one announcement; the network refuses an executor with more. */
export const MAX_ANNOUNCED_MODELS = 50;

/** What the network's own client offers for one model token, wei; it writes these two into every request. */
export const CLIENT_OFFER_WEI = { inbound: 500_000_000_000_000n, outbound: 1_000_000_000_000_000n } as const;

/** A request whose deadline is further ahead is not taken: 24 h, for as long as its replay key must be kept. */
export const MAX_DEADLINE_AHEAD_SEC = 24 * 3600;

/** A message older than this, or this far ahead of the clock, is refused (lloom-core `MAX_MESSAGE_AGE_SECS`). */
export const MAX_MESSAGE_AGE_SEC = 300;

/** Seconds after which the network gives up on a request. */
export const NETWORK_REQUEST_TIMEOUT_SEC = 300;

/** Items that one message may hold; the largest real one has about 4,500. */
export const MAX_ITEMS = 10_000;

/** Levels that one message may nest; real ones have 6. */
export const MAX_NESTING = 32;
