import { ExecutorError } from '../../foundation/errors/index.ts';
import type { RequestMessage, SignedLlmRequest } from '../../protocol/index.ts';
import type { Candidate, ValidatedRequest, ValidationContext } from './interface.ts';
import { rules } from './rules/index.ts';

/**
 * The signed inference request inside a decoded message.
 *
 * @throws `VALIDATION_UNSIGNED` for a bare request, `PROTOCOL_UNEXPECTED_MESSAGE` for every other kind of message.
 */
export function requireSignedRequest(message: RequestMessage): SignedLlmRequest {
  if (message.variant === 'SignedLlmRequest') return message.value;
  throw new ExecutorError(message.variant === 'LlmRequest' ? 'VALIDATION_UNSIGNED' : 'PROTOCOL_UNEXPECTED_MESSAGE');
}

/**
 * Runs every rule, then the signature check, and fixes the price.
 *
 * @throws {@link ExecutorError} with the code of the first rule that refuses, or `VALIDATION_BAD_SIGNATURE`.
 */
export function validateRequest(candidate: Candidate, context: ValidationContext): ValidatedRequest {
  for (const rule of rules) {
    const refusal = rule.check(candidate, context);
    if (refusal) throw new ExecutorError(refusal.code, refusal.details);
  }
  const { request } = candidate;
  const signature = context.verifySignature(request);
  if (!signature.ok) throw new ExecutorError('VALIDATION_BAD_SIGNATURE');
  return {
    request,
    backendModel: context.resolve(request.payload.model),
    clientAddress: request.signer.toLowerCase(),
    payloadHash: signature.hash,
    maxOutboundTokens: request.payload.max_tokens ?? context.limits.maxTokensPerRequest,
    inboundTokensEstimate: 0,
    quote: context.quote(request.payload.model),
  };
}
