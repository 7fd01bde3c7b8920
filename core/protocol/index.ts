export {
  decodeAnnouncement,
  decodeRequestMessage,
  decodeResponseMessage,
  encodeAnnouncement,
  encodeRequestMessage,
  encodeResponseMessage,
} from './codec.ts';
export * from './constants.ts';
export { bytesToHex, hexToBytes } from './hex.ts';
export { type AnyPayload, type InspectedMessage, inspectMessage } from './inspect.ts';
export type { FloatStyle } from './json/float-text.ts';
export type {
  AcknowledgmentResponse,
  AnnouncementType,
  MetadataValue,
  ModelAnnouncement,
  ModelCapabilities,
  ModelDescriptor,
  ModelPricing,
  ModelUpdate,
  ModelUpdateEntry,
  PerformanceMetrics,
} from './messages/announcement.ts';
export type { Address, SignedMessage } from './messages/common.ts';
export type { RequestMessage, ResponseMessage } from './messages/envelope.ts';
export type { Payloads, PayloadType } from './messages/envelope-schema.ts';
export type { LlmRequest, LlmResponse, SignedLlmRequest, SignedLlmResponse } from './messages/inference.ts';
export type { ModelQuery, ModelQueryResponse } from './messages/query.ts';
export { payloadText, payloadTexts, writePayloadText } from './payload-text.ts';
export { readWireInput } from './wire-input.ts';
