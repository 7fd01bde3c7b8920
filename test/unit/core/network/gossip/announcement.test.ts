import { expect, test } from 'vitest';
import { randomIdentity, verifyMessage } from '../../../../../core/identity/index.ts';
import { buildAnnouncement, fitOffer } from '../../../../../core/network/gossip/announcement.ts';
import { decodeAnnouncement, MAX_GOSSIP_BYTES, type ModelDescriptor } from '../../../../../core/protocol/index.ts';
import { offerOf } from '../../../../utils/network.ts';

const identity = randomIdentity();
const nowMs = 1_754_640_000_123;

function modelOf(id: string, change: Partial<ModelDescriptor> = {}): ModelDescriptor {
  const [model] = offerOf(id).models;
  if (model === undefined) throw new Error('no model');
  return { ...model, ...change };
}

test('an announcement names us, is signed, and is dated', () => {
  const message = decodeAnnouncement(buildAnnouncement(identity, 'Initial', offerOf('a').models, { nowMs }));
  expect(message.payload).toMatchObject({
    executor_peer_id: identity.peerId,
    executor_address: identity.address,
    announcement_type: 'Initial',
    timestamp: 1_754_640_000n,
    protocol_version: 1,
  });
  expect(message.payload.nonce).toBeLessThan(2n ** 53n);
  const verified = verifyMessage('ModelAnnouncement', message, { nowSec: 1_754_640_000 });
  expect(verified).toMatchObject({ ok: true, signer: identity.address });
});

test('fifty models are announced, the rest is left out', () => {
  const offer = offerOf(...Array.from({ length: 60 }, (_, index) => `model ${index}`));
  const { models, leftOut } = fitOffer(identity, offer);
  expect(models).toEqual(offer.models.slice(0, 50));
  expect(leftOut).toBe(10);
});

test('models are left out until the message fits into 64 KiB', () => {
  const offer = { models: Array.from({ length: 50 }, (_, index) => modelOf(`${index}-${'ü'.repeat(1_000)}`)) };
  const { models, leftOut } = fitOffer(identity, offer);
  const bytes = buildAnnouncement(identity, 'Initial', models, { nowMs });
  expect(bytes.byteLength).toBeLessThan(MAX_GOSSIP_BYTES - 1000);
  expect(models.length).toBeGreaterThan(20);
  expect(models.length + leftOut).toBe(50);
});

test('one metadata key of a model is kept, because with two the network cannot verify', () => {
  const [model] = offerOf('a').models;
  const capabilities = { ...model?.capabilities, metadata: { quantization: 'q4', backend_type: 'lmstudio' } };
  const { models } = fitOffer(identity, {
    models: [modelOf('a', { capabilities: capabilities as ModelDescriptor['capabilities'] })],
  });
  expect(models[0]?.capabilities.metadata).toEqual({ quantization: 'q4' });
});
