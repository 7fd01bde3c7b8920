import { type Identity, signMessage } from '../../identity/index.ts';
import {
  type AnnouncementType,
  encodeAnnouncement,
  MAX_ANNOUNCED_MODELS,
  MAX_GOSSIP_BYTES,
  type ModelAnnouncement,
  type ModelDescriptor,
  PROTOCOL_VERSION,
  payloadText,
} from '../../protocol/index.ts';
import type { Offer } from '../interface.ts';

/** What envelope and gossip add around the payload (signature, topic, author), rounded up. */
const FRAMING_BYTES = 1024;

/** What is announced of an offer. */
export interface AnnouncedModels {
  readonly models: readonly ModelDescriptor[];
  /** Models of the offer that do not fit. */
  readonly leftOut: number;
}

/**
 * Cuts an offer down to what the network takes: 50 models, one metadata key each (with more, the network's own
 * verification fails at random), 64 KiB of text.
 */
export function fitOffer(identity: Identity, offer: Offer): AnnouncedModels {
  let models = offer.models.slice(0, MAX_ANNOUNCED_MODELS).map(withOneMetadataKey);
  const payloadOf = () => announcementPayload(identity, 'Initial', models, { nowMs: Number.MAX_SAFE_INTEGER });
  const size = () => new TextEncoder().encode(payloadText('ModelAnnouncement', payloadOf())).byteLength;
  while (models.length > 0 && size() > MAX_GOSSIP_BYTES - FRAMING_BYTES) models = models.slice(0, -1);
  return { models, leftOut: offer.models.length - models.length };
}

/**
 * The signed text of one announcement, ready for gossip.
 *
 * @param when.nowMs - Wall time in milliseconds; it is also the nonce, which the network does not check.
 */
export function buildAnnouncement(
  identity: Identity,
  type: AnnouncementType,
  models: readonly ModelDescriptor[],
  when: { readonly nowMs: number },
): Uint8Array {
  const payload = announcementPayload(identity, type, models, when);
  return encodeAnnouncement(signMessage('ModelAnnouncement', payload, identity, payload.timestamp).message);
}

function announcementPayload(
  identity: Identity,
  type: AnnouncementType,
  models: readonly ModelDescriptor[],
  when: { readonly nowMs: number },
): ModelAnnouncement {
  return {
    executor_peer_id: identity.peerId,
    executor_address: identity.address,
    models,
    announcement_type: type,
    timestamp: BigInt(Math.floor(when.nowMs / 1000)),
    nonce: BigInt(Math.floor(when.nowMs)),
    protocol_version: PROTOCOL_VERSION,
  };
}

function withOneMetadataKey(model: ModelDescriptor): ModelDescriptor {
  const [first, ...others] = Object.entries(model.capabilities.metadata);
  if (others.length === 0 || first === undefined) return model;
  return { ...model, capabilities: { ...model.capabilities, metadata: Object.fromEntries([first]) } };
}
