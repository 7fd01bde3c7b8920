import type { GossipSub, Message, SubscriptionChangeData } from '@libp2p/gossipsub';
import type { PeerId } from '@libp2p/interface';
import type { Host } from '../host/host.ts';

/** A gossip message as it arrived; the author's signature was checked by the router. */
export interface GossipMessage {
  readonly topic: string;
  readonly data: Uint8Array;
  /** Peer id of the author, base58. */
  readonly from: string;
}

/** A peer says that it wants a topic, or no longer. */
export interface SubscriptionChange {
  readonly peerId: string;
  readonly topic: string;
  readonly subscribed: boolean;
}

/** A public method of the router that its published type leaves out. */
interface RpcReceiver {
  handleReceivedRpc?(
    from: PeerId,
    rpc: { subscriptions: { topic: string; subscribe: boolean }[]; messages: [] },
  ): Promise<void>;
}

/** The topics of one node. */
export class Gossip {
  readonly #host: Host;
  readonly #topics: readonly string[];
  readonly #onMessage = new Set<(message: GossipMessage) => void>();
  readonly #onSubscription = new Set<(change: SubscriptionChange) => void>();
  #router: GossipSub | null = null;

  constructor(modules: { readonly host: Host }, options: { readonly topics: readonly string[] }) {
    this.#host = modules.host;
    this.#topics = options.topics;
  }

  /** Subscribes; the host must be started. Safe twice. Without gossipsub it does nothing, and neither do the others. */
  start(): void {
    const router = this.#host.gossip;
    if (router === null || this.#router === router) return;
    this.#router = router;
    router.addEventListener('message', (event) => this.#receive(event.detail));
    router.addEventListener('subscription-change', (event) => this.#subscriptions(event.detail));
    for (const topic of this.#topics) router.subscribe(topic);
  }

  /** Forgets the router of a host that stopped. */
  stop(): void {
    this.#router = null;
  }

  /**
   * Sends a message to everybody known to want its topic.
   *
   * @returns Base58 ids of the peers that it was handed to; empty when nobody is reached (yet).
   */
  async publish(topic: string, data: Uint8Array): Promise<readonly string[]> {
    if (this.#router === null) return [];
    const { recipients } = await this.#router.publish(topic, data);
    return recipients.map((peerId) => peerId.toString());
  }

  /** Base58 ids of the peers that want a topic. */
  subscribers(topic: string): readonly string[] {
    return this.#router?.getSubscribers(topic).map((peerId) => peerId.toString()) ?? [];
  }

  /**
   * Takes a peer for a subscriber that did not say so again. A node of the network tells its topics only on the first
   * of its connections to a peer; when that one died unnoticed, it stays silent on the next.
   */
  assumeSubscribed(peerId: PeerId, topic: string): void {
    const router = this.#router as (GossipSub & RpcReceiver) | null;
    void router?.handleReceivedRpc?.(peerId, { subscriptions: [{ topic, subscribe: true }], messages: [] });
  }

  onMessage(listener: (message: GossipMessage) => void): () => void {
    this.#onMessage.add(listener);
    return () => this.#onMessage.delete(listener);
  }

  onSubscription(listener: (change: SubscriptionChange) => void): () => void {
    this.#onSubscription.add(listener);
    return () => this.#onSubscription.delete(listener);
  }

  #receive(message: Message): void {
    if (message.type !== 'signed') return;
    const { topic, data, from } = message;
    for (const listener of this.#onMessage) listener({ topic, data, from: from.toString() });
  }

  #subscriptions(change: SubscriptionChangeData): void {
    const peerId = change.peerId.toString();
    for (const { topic, subscribe } of change.subscriptions) {
      for (const listener of this.#onSubscription) listener({ peerId, topic, subscribed: subscribe });
    }
  }
}
