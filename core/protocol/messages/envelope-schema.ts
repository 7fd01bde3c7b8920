import type { Schema } from '../schema/format.ts';
import { tagged } from '../schema/variants.ts';
import type { AcknowledgmentResponse, ModelAnnouncement, ModelUpdate } from './announcement.ts';
import { acknowledgmentResponse, modelAnnouncement, modelUpdate } from './announcement-schema.ts';
import { signed } from './common-schema.ts';
import type { RequestMessage, ResponseMessage } from './envelope.ts';
import type { LlmRequest, LlmResponse } from './inference.ts';
import { llmRequest, llmResponse } from './inference-schema.ts';
import type { ModelQuery, ModelQueryResponse } from './query.ts';
import { modelQuery, modelQueryResponse } from './query-schema.ts';

/** Every payload that the network signs, by the name of its type. */
export interface Payloads {
  readonly LlmRequest: LlmRequest;
  readonly LlmResponse: LlmResponse;
  readonly ModelAnnouncement: ModelAnnouncement;
  readonly ModelQuery: ModelQuery;
  readonly ModelUpdate: ModelUpdate;
  readonly ModelQueryResponse: ModelQueryResponse;
  readonly AcknowledgmentResponse: AcknowledgmentResponse;
}

export type PayloadType = keyof Payloads;

/** The schema of each signed payload. */
export const payloadSchemas: { readonly [Type in PayloadType]: Schema<Payloads[Type]> } = {
  LlmRequest: llmRequest,
  LlmResponse: llmResponse,
  ModelAnnouncement: modelAnnouncement,
  ModelQuery: modelQuery,
  ModelUpdate: modelUpdate,
  ModelQueryResponse: modelQueryResponse,
  AcknowledgmentResponse: acknowledgmentResponse,
};

export const requestMessage = tagged<RequestMessage>({
  LlmRequest: llmRequest,
  SignedLlmRequest: signed(llmRequest),
  ModelAnnouncement: signed(modelAnnouncement),
  ModelQuery: signed(modelQuery),
  ModelUpdate: signed(modelUpdate),
});

export const responseMessage = tagged<ResponseMessage>({
  LlmResponse: llmResponse,
  SignedLlmResponse: signed(llmResponse),
  ModelQueryResponse: signed(modelQueryResponse),
  AcknowledgmentResponse: signed(acknowledgmentResponse),
});

export const signedAnnouncement = signed(modelAnnouncement);
