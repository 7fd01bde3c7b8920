import { readFileSync } from 'node:fs';

/** Reads one file of golden data, which was made by running the network's own library. */
export function readVectors<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../fixtures/vectors/${name}`, import.meta.url), 'utf8')) as Content;
}

/** One message of `messages.json`. */
export interface MessageVector {
  readonly name: string;
  readonly type:
    | 'LlmRequest'
    | 'LlmResponse'
    | 'ModelAnnouncement'
    | 'ModelQuery'
    | 'ModelUpdate'
    | 'ModelQueryResponse'
    | 'AcknowledgmentResponse';
  readonly messageCbor: string;
  readonly payloadCbor?: string;
  readonly payloadJson: string;
  readonly payloadHash: string;
  readonly envelopeJson?: string;
  readonly envelopeTimestamp: number;
  readonly signature: string;
  readonly signer: string;
}

/** The content of `messages.json`. */
export interface MessageVectors {
  readonly messages: readonly MessageVector[];
  readonly unsigned: readonly { readonly name: string; readonly messageCbor: string; readonly payloadJson: string }[];
}
