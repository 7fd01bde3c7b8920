import type { SignedLlmRequest } from '../../../protocol/index.ts';
import type { PluginEvent, PluginResponse } from '../../hooks/index.ts';
import type { CallSubject, RequestText } from '../protocol.ts';

/** A request as it travels to a plugin: without its signature, 64-bit numbers as text. */
export function requestText({ payload, signer, timestamp, nonce }: SignedLlmRequest): RequestText {
  return {
    payload: { ...payload, nonce: payload.nonce.toString(), deadline: payload.deadline.toString() },
    signer,
    timestamp: timestamp.toString(),
    nonce: nonce?.toString() ?? null,
  };
}

/** An event as it travels to a plugin. */
export function eventSubject(event: PluginEvent): CallSubject {
  if (!('response' in event)) return event;
  return { hook: event.hook, response: responseText(event.response) };
}

/** Characters of an event that are worth counting. */
export function eventLength(event: PluginEvent): number {
  return 'response' in event ? event.response.content.length : 0;
}

function responseText({ chargeWei, ...rest }: PluginResponse) {
  return { ...rest, chargeWei: chargeWei?.toString() ?? null };
}
