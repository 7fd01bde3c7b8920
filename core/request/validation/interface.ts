import type { ErrorCode, ErrorDetails } from '../../foundation/errors/index.ts';
import type { Quote } from '../../money/pricing/index.ts';
import type { SignedLlmRequest } from '../../protocol/index.ts';

/** What the rules may look at besides the request. All calls are cheap and local. */
export interface ValidationContext {
  readonly nowSec: number;
  /** Our base58 peer id and lower-case EVM address: the two names a client may address us by. */
  readonly self: { readonly peerId: string; readonly address: string };
  readonly limits: ValidationLimits;
  /** Whom the owner serves. */
  readonly clients: { admits(peerId: string, address: string): boolean };
  isServed(model: string): boolean;
  /** Id at its backend of what is asked for. */
  resolve(model: string): string;
  /** The price asked for this model now. */
  quote(model: string): Quote;
  /** Checks the signature; `hash` is keccak256 of the signed text, 64 hex digits. */
  verifySignature(request: SignedLlmRequest): { ok: true; hash: string } | { ok: false };
}

export interface ValidationLimits {
  /** Size of the CBOR message in bytes, inclusive. */
  readonly maxRequestSizeBytes: number;
  /** Model tokens of one answer, inclusive; also what a request without `max_tokens` gets. */
  readonly maxTokensPerRequest: number;
}

/** The request as the rules see it. */
export interface Candidate {
  readonly request: SignedLlmRequest;
  readonly sizeBytes: number;
  /** Base58, of the peer that sent it. */
  readonly peerId: string;
}

/** A request that may be served, with everything that was fixed when it was accepted. */
export interface ValidatedRequest {
  readonly request: SignedLlmRequest;
  /** Id of the model at its backend; the request may ask for it by another name. */
  readonly backendModel: string;
  /** Recovered from the signature; equals the envelope's signer. */
  readonly clientAddress: string;
  /** keccak256 of the signed text, 64 hex digits. With the client's address it is the replay key. */
  readonly payloadHash: string;
  readonly maxOutboundTokens: number;
  /** Model tokens of prompt and system prompt; an estimate. */
  readonly inboundTokensEstimate: number;
  readonly quote: Quote;
}

/** Why a rule refuses. `details` hold figures only, never text of the request. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly details?: ErrorDetails;
}

/** One condition on a request. Rules are pure; they run in the order of `rules/index.ts`, cheapest first. */
export interface ValidationRule {
  readonly name: string;
  /** Codes this rule may refuse with; a test holds a refused request against each. */
  readonly codes: readonly ErrorCode[];
  check(candidate: Candidate, context: ValidationContext): Refusal | null;
}
