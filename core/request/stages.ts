import type { Completion } from '../inference/backends/index.ts';
import type { LedgerSource } from '../money/ledger/index.ts';
import type { Quote } from '../money/pricing/index.ts';
import type { SignedLlmRequest } from '../protocol/index.ts';

/**
 * The stations of the request path as the pipeline uses them. Each room implements one; they meet in `executor/`.
 * Stations throw `ExecutorError`s of their own family. What else they throw, and a station that does not answer in time,
 * is turned into a refusal by the pipeline.
 */
export interface RequestStages {
  readonly rateLimit: RateLimitStage;
  readonly hooks: HookStage;
  readonly contentFilter: ContentFilterStage;
  readonly cache: CacheStage;
  readonly resources: ResourceStage;
}

/** What a request is going to need of the computer. */
export interface ResourceNeed {
  readonly requestId: string;
  /** Id of the model at its backend. */
  readonly model: string;
  readonly inboundTokensEstimate: number;
  readonly maxOutboundTokens: number;
}

/** A model that is in memory, with room for one more request, until it is given back. */
export interface ResourceLease {
  /** Gives it back and tells what was used. Once; never throws. */
  release(): ResourceUse;
}

/** What a request used of the computer. */
export interface ResourceUse {
  /** Electrical energy of its share of the devices, joules; null where no power is measured. */
  readonly energyJoules: number | null;
}

/** `inference/resources`. Waiting for a model to load takes as long as it takes: the signal alone ends it. */
export interface ResourceStage {
  /** @throws `RESOURCE_*`, `BACKEND_*`, the reason of the signal */
  acquire(need: ResourceNeed, signal: AbortSignal): Promise<ResourceLease>;
}

/** Where a request comes from, as the connection proves it. */
export interface Requester {
  /** Base58. */
  readonly peerId: string;
  /** Multiaddr that the peer connected from. */
  readonly remoteAddress: string;
}

/** `request/rate-limit`. */
export interface RateLimitStage {
  /** Takes one request credit before anything is parsed. @throws `RATE_LIMITED` */
  takeRequest(requester: Requester): Promise<void>;
  /**
   * Takes a request credit of the client's address, and model tokens of everybody concerned, before they are used.
   * @throws `RATE_LIMITED`; nothing is taken then.
   */
  reserve(requester: Requester & { readonly clientAddress: string }, modelTokens: number): Promise<TokenReservation>;
}

/** Model tokens that were taken before they are known. */
export interface TokenReservation {
  /** Corrects them to what was used; 0 gives everything back. Once; never throws. */
  settle(usedModelTokens: number): void;
}

/** `request/content-filter`. */
export interface ContentFilterStage {
  /** Changes with everything that changes what is blocked; part of the cache's keys. */
  readonly version: string;
  /** @throws `CONTENT_*` */
  checkPrompt(texts: { readonly prompt: string; readonly systemPrompt: string | null }): Promise<void>;
  /** @throws `CONTENT_*` */
  checkResponse(content: string): Promise<void>;
}

/** Everything that decides what the answer is. */
export interface CacheQuestion {
  /** Lower case. */
  readonly clientAddress: string;
  readonly model: string;
  readonly prompt: string;
  readonly systemPrompt: string | null;
  readonly temperature: number | null;
  readonly maxOutboundTokens: number;
  readonly contentFilterVersion: string;
}

/** What a cache says to a question. It never throws: whatever fails in it is a miss. */
export type CacheLease =
  /** Not for the cache: generate. */
  | { readonly kind: 'none' }
  | { readonly kind: 'hit'; readonly completion: Completion }
  /**
   * The same question is being answered. Null when that failed: open again. Rejects with the signal's reason.
   * `backend` is the name of who answered; null before, and where nobody says.
   */
  | { readonly kind: 'join'; wait(signal: AbortSignal): Promise<Completion | null>; backend(): string | null }
  /** Generate, and say what came of it, in any case, and which backend answered; null when nothing did. */
  | { readonly kind: 'lead'; settle(completion: Completion | null, backend?: string | null): void };

/** `request/cache`. */
export interface CacheStage {
  open(question: CacheQuestion, signal: AbortSignal): Promise<CacheLease>;
  /** The price of a hit where a generated answer has this one. */
  hitQuote(quote: Quote): Quote;
}

/** What the hooks are told of a request. */
export interface HookedRequest extends Requester {
  /** Our id of it. */
  readonly id: string;
  readonly request: SignedLlmRequest;
  readonly receivedAtMs: number;
  readonly signal: AbortSignal;
}

/** What the hooks made of an answer. */
export interface HookedAnswer {
  /** Text that is signed and sent. */
  readonly content: string;
  /** JSON object as text, at most 16 KiB, for the ledger; null when nobody set any. Never sent. */
  readonly metadata: string | null;
}

/** How a request ended, for those who watch. */
export type HookedEnd =
  | {
      readonly outcome: 'accrued';
      readonly completion: Completion;
      readonly content: string;
      readonly chargeWei: bigint;
    }
  | { readonly outcome: 'void'; readonly code: string };

/** The hooks of one request, in the order of the path. All reject with `HOOK_*`, `PLUGIN_*` or `CONTENT_*`. */
export interface HookSession {
  /** Filters, the handler's `validateRequest`, the plugins' `onRequest`. */
  accept(): Promise<void>;
  /** The handler's `beforeExecution`. */
  before(): Promise<void>;
  /** The handler's `afterExecution`, then the transformer. */
  after(completion: Completion, source: LedgerSource): Promise<HookedAnswer>;
  /** Tells those who only watch. Delays nobody, never throws. */
  ended(end: HookedEnd): void;
}

/** `request/hooks`. */
export interface HookStage {
  open(request: HookedRequest): HookSession;
}

/** Resources without end: every model is there, nothing is measured. */
export const unlimitedResources: ResourceStage = {
  async acquire() {
    return { release: () => ({ energyJoules: null }) };
  },
};
