import type { AcknowledgmentResponse, ModelAnnouncement, ModelUpdate } from './announcement.ts';
import type { SignedMessage } from './common.ts';
import type { LlmRequest, LlmResponse, SignedLlmRequest, SignedLlmResponse } from './inference.ts';
import type { ModelQuery, ModelQueryResponse } from './query.ts';

/** What can be sent to a node over `/lloom/llm/1.0.0`, by the network's variant name. */
export type RequestMessage =
  | { readonly variant: 'LlmRequest'; readonly value: LlmRequest }
  | { readonly variant: 'SignedLlmRequest'; readonly value: SignedLlmRequest }
  | { readonly variant: 'ModelAnnouncement'; readonly value: SignedMessage<ModelAnnouncement> }
  | { readonly variant: 'ModelQuery'; readonly value: SignedMessage<ModelQuery> }
  | { readonly variant: 'ModelUpdate'; readonly value: SignedMessage<ModelUpdate> };

/** What a node answers, by the network's variant name. */
export type ResponseMessage =
  | { readonly variant: 'LlmResponse'; readonly value: LlmResponse }
  | { readonly variant: 'SignedLlmResponse'; readonly value: SignedLlmResponse }
  | { readonly variant: 'ModelQueryResponse'; readonly value: SignedMessage<ModelQueryResponse> }
  | { readonly variant: 'AcknowledgmentResponse'; readonly value: SignedMessage<AcknowledgmentResponse> };
