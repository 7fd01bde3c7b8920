/** What a hosted model costs. */
export interface HostedPrice {
  /** US dollars for a million model tokens of prompts. */
  readonly inboundUsdPerMillion: number;
  /** US dollars for a million model tokens of answers. */
  readonly outboundUsdPerMillion: number;
}

/** How much of a hosted service may be used; null for without limit. */
export interface SpendingLimits {
  readonly maxRequestsPerMinute: number | null;
  readonly maxTokensPerMinute: number | null;
  readonly maxCostPerDayUsd: number | null;
  /** Prices by the model's name; they win over those that come with us. */
  readonly prices: Readonly<Record<string, HostedPrice>>;
}

/** Model tokens that one request may take, before anything is known of its answer. */
export interface ExpectedUse {
  /** The prompt certainly has no more. */
  readonly inboundAtMost: number;
  /** The prompt has about as many. */
  readonly inboundAbout: number;
  readonly outboundAtMost: number;
}

/** Model tokens that a request took. */
export interface ActualUse {
  readonly inboundTokens: number;
  readonly outboundTokens: number;
}

/** What was put aside for one request. */
export interface Reservation {
  /** Puts what was really used in its place. Only the first call counts. */
  settle(use: ActualUse): void;
}

/** Watches over the use of hosted services, all clients together. Rejects with `BACKEND_LIMIT_*` and `BACKEND_PRICE_*`. */
export interface SpendingGuard {
  /** One sentence why nothing is asked of a model today; null when it may be asked. */
  whyNotToday(model: string): Promise<string | null>;
  /** Puts aside what a request may take; the books are on the disk when it resolves. */
  reserve(model: string, use: ExpectedUse): Promise<Reservation>;
  /** Counts one request that is about to be sent. */
  countRequest(): Promise<void>;
}
