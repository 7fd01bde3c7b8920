import { nowSec, systemClock } from '../../../core/foundation/clock.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { parseEth } from '../../../core/foundation/units/index.ts';
import {
  addressOfPeerId,
  type Identity,
  randomIdentity,
  signMessage,
  verifyMessage,
} from '../../../core/identity/index.ts';
import { exchangeLlm, Host, parseAddress } from '../../../core/network/index.ts';
import {
  decodeResponseMessage,
  encodeRequestMessage,
  type LlmRequest,
  type LlmResponse,
  type SignedMessage,
} from '../../../core/protocol/index.ts';

/** A request that a client has signed, and may send more than once. */
export interface SignedRequest {
  readonly clientAddress: string;
  readonly payloadHash: string;
  readonly prompt: string;
  readonly message: SignedMessage<LlmRequest>;
}

/** What became of sending one: a verified answer, a signed refusal, or no word. */
export type Reply =
  | { readonly kind: 'answer'; readonly payload: LlmResponse }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'lost' };

/** A client with a key of its own that keeps what it signs, so that the same request can be sent again. */
export class SignedClient {
  readonly #identity: Identity = randomIdentity();
  readonly #host: Host;
  readonly #executor: { readonly peerId: string; readonly address: string };
  #signed = 0;

  /** @param executor - Where it listens; must stay the same over restarts. */
  constructor(executor: { readonly peerId: string; readonly address: string }) {
    this.#executor = executor;
    this.#host = new Host({ identity: this.#identity, clock: systemClock, logger: silentLogger }, { listen: null });
  }

  start(): Promise<void> {
    return this.#host.start();
  }

  close(): Promise<void> {
    return this.#host.stop();
  }

  /** Signs a request that differs from every other of this client. */
  sign(prompt: string, model = 'qwen3-4b'): SignedRequest {
    const timestamp = nowSec(systemClock);
    const payload: LlmRequest = {
      model,
      prompt,
      system_prompt: null,
      temperature: null,
      max_tokens: null,
      executor_address: this.#executor.peerId,
      inbound_price: String(parseEth('0.0005')),
      outbound_price: String(parseEth('0.001')),
      nonce: BigInt(++this.#signed),
      deadline: BigInt(timestamp + 300),
    };
    const { message, hash } = signMessage('LlmRequest', payload, this.#identity, BigInt(timestamp));
    return { clientAddress: this.#identity.address, payloadHash: hash, prompt, message };
  }

  /** Sends a signed request with the present time on its envelope, which the signature does not cover. */
  async send(request: SignedRequest, signal: AbortSignal = AbortSignal.timeout(60_000)): Promise<Reply> {
    const value = { ...request.message, timestamp: BigInt(nowSec(systemClock)) };
    const bytes = encodeRequestMessage({ variant: 'SignedLlmRequest', value });
    let answer: Uint8Array;
    try {
      const connection = await this.#connection(signal);
      answer = (await exchangeLlm({ clock: systemClock }, connection, () => bytes, { signal })).bytes;
    } catch {
      return { kind: 'lost' };
    }
    if (answer.byteLength === 0) return { kind: 'lost' };
    const message = decodeResponseMessage(answer);
    if (message.variant !== 'SignedLlmResponse') throw new Error('An answer is not signed.');
    const verification = verifyMessage('LlmResponse', message.value, { nowSec: nowSec(systemClock) });
    if (!verification.ok || verification.signer !== addressOfPeerId(this.#executor.peerId))
      throw new Error('An answer was not signed by the executor.');
    const { payload } = message.value;
    return payload.error === null ? { kind: 'answer', payload } : { kind: 'refused', error: payload.error };
  }

  async #connection(signal: AbortSignal) {
    const [open] = this.#host.connections(this.#executor.peerId);
    if (open !== undefined) return open;
    const address = { ...parseAddress(this.#executor.address), peerId: this.#executor.peerId };
    return (await this.#host.dial(address, { signal })).connection;
  }
}
