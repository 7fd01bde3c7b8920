import { onTestFinished, vi } from 'vitest';
import { nowSec, systemClock } from '../../core/foundation/clock.ts';
import { type Identity, randomIdentity, signMessage } from '../../core/identity/index.ts';
import type { InboundHandler, Offer } from '../../core/network/index.ts';
import { decodeRequestMessage, encodeResponseMessage, type LlmResponse } from '../../core/protocol/index.ts';
import { type AttachedExecutor, LocalNetwork, type LocalNetworkModules } from '../../core/testing/index.ts';

/** A local network that is stopped when the test ends. */
export async function startLocalNetwork(modules: Partial<LocalNetworkModules> = {}): Promise<LocalNetwork> {
  const network = new LocalNetwork(modules);
  await network.start();
  onTestFinished(() => network.stop());
  return network;
}

/** An offer of models with these ids. */
export function offerOf(...modelIds: readonly string[]): Offer {
  return {
    models: modelIds.map((modelId) => ({
      model_id: modelId,
      backend_type: 'scripted',
      capabilities: {
        max_context_length: 4096,
        features: ['chat'],
        architecture: null,
        model_size: null,
        performance: null,
        metadata: {},
      },
      is_available: true,
      pricing: { input_token_price: '1', output_token_price: '1', minimum_fee: null },
    })),
  };
}

/** What {@link answering} tells about one answer. */
export interface HandedOver {
  readonly complete: boolean;
}

/** A handler that signs what `content` gives for a prompt, and remembers how handing over ended. */
export function answering(
  identity: Identity,
  content: (prompt: string, signal: AbortSignal) => string | Promise<string>,
): { readonly handler: InboundHandler; readonly handedOver: HandedOver[] } {
  const handedOver: HandedOver[] = [];
  const handler: InboundHandler = async ({ bytes, signal }) => {
    const request = decodeRequestMessage(bytes);
    if (request.variant !== 'SignedLlmRequest') return { kind: 'close' };
    const { prompt, model } = request.value.payload;
    const answer = await content(prompt, signal);
    return {
      kind: 'answer',
      bytes: signedAnswer(identity, { content: answer, model_used: model }),
      onHandedOver: (complete) => handedOver.push({ complete }),
    };
  };
  return { handler, handedOver };
}

/** The bytes of a signed answer. */
export function signedAnswer(identity: Identity, fields: Partial<LlmResponse> = {}): Uint8Array {
  const payload: LlmResponse = {
    content: 'an answer',
    inbound_tokens: 3n,
    outbound_tokens: 5n,
    total_cost: '6500000000000000',
    model_used: 'a-model',
    error: null,
    ...fields,
  };
  const { message } = signMessage('LlmResponse', payload, identity, BigInt(nowSec(systemClock)));
  return encodeResponseMessage({ variant: 'SignedLlmResponse', value: message });
}

/** An executor that answers each prompt with itself, offers `a-model`, and is known to the validator. */
export async function addEchoExecutor(
  network: LocalNetwork,
  options: Parameters<LocalNetwork['addExecutor']>[1] = {},
): Promise<AttachedExecutor & { readonly handedOver: HandedOver[] }> {
  const identity = options.identity ?? randomIdentity();
  const { handler, handedOver } = answering(identity, (prompt) => prompt);
  const executor = await network.addExecutor(handler, { ...options, identity });
  executor.network.setOffer(offerOf('a-model'));
  await announced(executor);
  return { ...executor, handedOver };
}

/** Waits until the executor's Initial reached its bootstrap nodes, and its provider record the validator. */
export async function announced(executor: AttachedExecutor): Promise<void> {
  await eventually(() => executor.network.status().bootstrap.every((node) => node.announced));
}

/** Waits until something holds; fails after 10 s. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error('it did not come to hold');
    },
    { timeout: 10_000, interval: 10 },
  );
}
