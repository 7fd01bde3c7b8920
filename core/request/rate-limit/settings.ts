/** Whose requests a rule counts together. */
export type RateLimitIdentifier = 'peer_id' | 'ip_address' | 'client_address';

/** One limit on everybody alike, each counted alone. */
export interface RateLimitRule {
  readonly identifier: RateLimitIdentifier;
  /** Requests that come back in a minute, ≥ 1; null for no limit. */
  readonly maxRequestsPerMinute: number | null;
  /** Model tokens, inbound and outbound together, that come back in a minute, ≥ 1; null for no limit. */
  readonly maxTokensPerMinute: number | null;
  /** Requests that may come at once on top of a minute's, ≥ 0. */
  readonly burstSize: number;
}

/** `[rate_limiting]`. */
export interface RateLimitSettings {
  readonly enabled: boolean;
  /** Where the counts are kept: `redis` shares them between executors. */
  readonly store: 'memory' | 'redis';
  readonly redis: {
    /** May hold a password, so it is never shown. */
    readonly url: string;
    /** Before every key. */
    readonly prefix: string;
  };
  readonly rules: readonly RateLimitRule[];
}
