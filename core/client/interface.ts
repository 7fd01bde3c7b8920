import type { ErrorDetails } from '../foundation/errors/index.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import type { Wei } from '../foundation/units/index.ts';
import type { Address } from '../protocol/index.ts';

/** An executor as it can be found. What it serves is not known: the network does not say. */
export interface FoundExecutor {
  /** Base58. */
  readonly peerId: string;
  /** EVM address of the same key. */
  readonly address: Address;
  /** Multiaddrs to try, without peer id; empty when only an open connection is known. */
  readonly addresses: readonly string[];
}

/** One request to one executor. */
export interface ClientRequest {
  readonly model: string;
  readonly prompt: string;
  /** @defaultValue null: none */
  readonly systemPrompt?: string | null;
  /** Sampling temperature. @defaultValue null: left to the executor */
  readonly temperature?: number | null;
  /** Most model tokens of the answer. @defaultValue null: left to the executor */
  readonly maxOutboundTokens?: number | null;
  /** Wei per inbound model token. @defaultValue 0.0005 ETH, the offer of the network's own client */
  readonly inboundPriceWei?: Wei;
  /** Wei per outbound model token. @defaultValue 0.001 ETH */
  readonly outboundPriceWei?: Wei;
  /** @defaultValue 1, as the network's own client sends it */
  readonly nonce?: bigint;
  /** Time for everything, in milliseconds; also the signed deadline. @defaultValue 300 s */
  readonly timeoutMs?: number;
  /**
   * Peer id, multiaddr with one, or what was found before, which spares working out its address again; only this
   * executor is asked. @defaultValue any that is found
   */
  readonly executor?: string | FoundExecutor;
  readonly signal?: AbortSignal;
}

/** Milliseconds from the call of `request`. */
export interface RequestTimings {
  /** An executor was known. */
  readonly foundMs: number;
  /** The connection to it was open. */
  readonly connectedMs: number;
  /** The request was handed to the network in full. */
  readonly sentMs: number;
  /** The first byte of the answer arrived. */
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** An answer whose signature is good and was made by the executor asked. */
export interface VerifiedAnswer {
  readonly executor: FoundExecutor;
  readonly content: string;
  readonly inboundTokens: bigint;
  readonly outboundTokens: bigint;
  /** What the executor says this costs. */
  readonly totalCostWei: Wei;
  readonly modelUsed: string;
  /** Hash of the signed request, 64 hex digits. */
  readonly requestHash: string;
  /** Hash of the signed answer, 64 hex digits. */
  readonly responseHash: string;
  /** Executors that were asked before, without an answer. */
  readonly failedExecutors: number;
  readonly timings: RequestTimings;
}

/** The executor answered with a signed error. */
export class RefusedError extends ExecutorError {
  /** The executor's own words: text of a peer, to be shown as such and never logged. */
  readonly refusal: string;

  constructor(refusal: string, details: ErrorDetails) {
    super('NETWORK_REFUSED', details);
    this.refusal = refusal;
  }
}
