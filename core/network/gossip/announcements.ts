import type { Connection } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { Identity } from '../../identity/index.ts';
import {
  type AnnouncementType,
  EXECUTOR_AVAILABLE_PREFIX,
  type ModelDescriptor,
  topics,
} from '../../protocol/index.ts';
import type { Offer } from '../interface.ts';
import { Repeating } from '../timing/repeating.ts';
import { buildAnnouncement, fitOffer } from './announcement.ts';
import { Delivery } from './delivery.ts';
import type { Gossip } from './gossip.ts';

/** The network forgets an executor after 300 s and calls it stale after 90 s. */
const HEARTBEAT_MS = 30_000;
/** A validator gives no sign that it knows us, so tell it everything again now and then. */
const INITIAL_AGAIN_MS = 10 * 60_000;
/** Clients learn of us by this as well. */
const AVAILABLE_AGAIN_MS = 5 * 60_000;
/** Attempts to tell one client that we are there; it also finds us in other ways. */
const AVAILABLE_ATTEMPTS = 8;
/** A hundred clients that come at once must not cause a hundred messages to each of them. */
const AVAILABLE_GAP_MS = 1_000;
/** From this attempt on a silent validator is taken to want what it wanted before. */
const TRUSTING_ATTEMPT = 4;
/** Bootstrap nodes remembered as validators. */
const MAX_VALIDATORS = 64;

interface AnnouncementsModules {
  readonly gossip: Gossip;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly logger: Logger;
  /** True for a connected peer that we configured, which therefore must know of us. */
  isBootstrap(peerId: string): boolean;
  /** The newest open connection of a peer. */
  connectionOf(peerId: string): Connection | null;
  /** Opens our gossip stream on this connection once more. */
  greet(connection: Connection): void;
  onChange(): void;
  count(name: string): void;
}

/**
 * Tells validators and clients what this executor offers, and that it leaves.
 *
 * Initial to each bootstrap node until it is among the recipients, then Heartbeat; Update when the offer changes;
 * Removal when it is withdrawn.
 */
export class Announcements implements Startable {
  readonly #modules: AnnouncementsModules;
  readonly #initial: Delivery;
  readonly #available: Delivery;
  readonly #repeating: readonly Repeating[];
  /** Bootstrap nodes that wanted announcements at some time, the latest last. */
  readonly #validators = new Set<string>();
  #models: readonly ModelDescriptor[] | null = null;
  #unsubscribe: (() => void) | null = null;
  /** True while somebody may believe that we offer something. */
  #mayBeKnown = false;
  #lastOffer: Promise<unknown> = Promise.resolve();
  #last: Promise<unknown> = Promise.resolve();

  constructor(modules: AnnouncementsModules) {
    this.#modules = modules;
    const { clock } = modules;
    const beforeRetry = (peerIds: readonly string[], attempt: number) => this.#beforeRetry(peerIds, attempt);
    this.#initial = new Delivery(
      { clock, publish: () => this.#announce('Initial'), beforeRetry },
      { maxAttempts: Number.POSITIVE_INFINITY, minGapMs: 0 },
    );
    this.#available = new Delivery(
      { clock, publish: () => this.#tellAvailable(), beforeRetry },
      { maxAttempts: AVAILABLE_ATTEMPTS, minGapMs: AVAILABLE_GAP_MS },
    );
    this.#repeating = [
      new Repeating({ clock, work: () => this.#heartbeat() }, { everyMs: HEARTBEAT_MS }),
      new Repeating({ clock, work: () => this.#announce('Initial') }, { everyMs: INITIAL_AGAIN_MS }),
      new Repeating({ clock, work: () => this.#tellAvailable() }, { everyMs: AVAILABLE_AGAIN_MS }),
    ];
  }

  async start(): Promise<void> {
    this.#unsubscribe ??= this.#modules.gossip.onSubscription(({ peerId, topic, subscribed }) => {
      if (!subscribed) return;
      const isValidator = topic === topics.modelAnnouncements && this.#modules.isBootstrap(peerId);
      if (isValidator) this.#remember(peerId);
      if (this.#models === null) return;
      if (isValidator && !this.#initial.hasReached(peerId)) this.#initial.want(peerId);
      if (topic === topics.executorAnnouncements) this.#available.want(peerId);
    });
    for (const repeating of this.#repeating) repeating.start();
  }

  /** Withdraws the offer and ends the repetition. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    for (const repeating of this.#repeating) repeating.stop();
    await this.setOffer(null);
    await this.#initial.reset();
    await this.#available.reset();
  }

  /** True once our Initial reached this peer on its present connection. */
  hasReached(peerId: string): boolean {
    return this.#initial.hasReached(peerId);
  }

  /** A connection to a bootstrap node was made; it may have subscribed before we knew, or on an earlier connection. */
  addBootstrap(peerId: string): void {
    if (this.#models !== null && this.#wantsModels(peerId)) this.#initial.want(peerId);
  }

  /** The last connection of a peer ended. */
  forget(peerId: string): void {
    this.#initial.forget(peerId);
    this.#available.forget(peerId);
  }

  /**
   * Announces this offer from now on; null withdraws it. One call is carried out after another, so that the last word
   * to the network is that of the last call. Resolves to the peers that a changed or withdrawn offer was sent to.
   */
  setOffer(offer: Offer | null): Promise<readonly string[]> {
    const apply = () => this.#applyOffer(offer);
    const applied = this.#lastOffer.then(apply, apply);
    this.#lastOffer = applied;
    return applied;
  }

  async #applyOffer(offer: Offer | null): Promise<readonly string[]> {
    const before = this.#models;
    if (offer === null) {
      if (before === null) return [];
      // From here on nothing else is announced, so that Removal is the last word.
      this.#models = null;
      await this.#initial.reset();
      await this.#last.catch(() => {});
      if (!this.#mayBeKnown) return [];
      this.#mayBeKnown = false;
      return this.#announce('Removal', before);
    }
    const { models, leftOut } = fitOffer(this.#modules.identity, offer);
    if (leftOut > 0) this.#modules.logger.warn('some models are not announced', { leftOut, announced: models.length });
    this.#models = models;
    if (before === null) return this.#introduce();
    if (textOf(before) !== textOf(models) && this.#initial.reachedAnybody) return this.#announce('Update');
    return [];
  }

  #wantsModels(peerId: string): boolean {
    return this.#validators.has(peerId) || this.#modules.gossip.subscribers(topics.modelAnnouncements).includes(peerId);
  }

  #remember(peerId: string): void {
    this.#validators.delete(peerId);
    this.#validators.add(peerId);
    const [oldest] = this.#validators;
    if (this.#validators.size > MAX_VALIDATORS && oldest !== undefined) this.#validators.delete(oldest);
  }

  /** Opens our gossip streams again, and after some vain attempts believes what the peers said earlier. */
  #beforeRetry(peerIds: readonly string[], attempt: number): void {
    const { gossip, connectionOf, greet } = this.#modules;
    for (const peerId of peerIds) {
      const connection = connectionOf(peerId);
      if (connection === null) continue;
      greet(connection);
      if (attempt < TRUSTING_ATTEMPT || !this.#validators.has(peerId)) continue;
      gossip.assumeSubscribed(connection.remotePeer, topics.modelAnnouncements);
    }
  }

  #introduce(): readonly string[] {
    const { gossip, isBootstrap } = this.#modules;
    for (const peerId of new Set([...gossip.subscribers(topics.modelAnnouncements), ...this.#validators])) {
      if (isBootstrap(peerId)) this.#initial.want(peerId);
    }
    for (const peerId of gossip.subscribers(topics.executorAnnouncements)) this.#available.want(peerId);
    return [];
  }

  async #heartbeat(): Promise<void> {
    if (this.#initial.reachedAnybody) await this.#announce('Heartbeat');
  }

  /** Publishes in the order of the calls, whatever the router does meanwhile. */
  #announce(type: AnnouncementType, models = this.#models): Promise<readonly string[]> {
    if (models === null) return Promise.resolve([]);
    const { identity, clock, count, onChange } = this.#modules;
    return this.#inOrder(async () => {
      const bytes = buildAnnouncement(identity, type, models, { nowMs: clock.nowMs() });
      const recipients = await this.#publish(topics.modelAnnouncements, bytes);
      if (recipients.length > 0) {
        count(`announced${type}`);
        if (type !== 'Removal') this.#mayBeKnown = true;
      }
      queueMicrotask(onChange);
      return recipients;
    });
  }

  async #tellAvailable(): Promise<readonly string[]> {
    if (this.#models === null) return [];
    const text = `${EXECUTOR_AVAILABLE_PREFIX}${this.#modules.identity.peerId}`;
    return this.#publish(topics.executorAnnouncements, new TextEncoder().encode(text));
  }

  async #publish(topic: string, bytes: Uint8Array): Promise<readonly string[]> {
    try {
      return await this.#modules.gossip.publish(topic, bytes);
    } catch (error) {
      this.#modules.logger.debug('publishing failed', { topic }, error);
      return [];
    }
  }

  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#last.then(work, work);
    this.#last = next;
    return next;
  }
}

/** Comparable text of what is announced; numbers of 64 bits are not part of JSON. */
function textOf(models: readonly ModelDescriptor[]): string {
  return JSON.stringify(models, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
