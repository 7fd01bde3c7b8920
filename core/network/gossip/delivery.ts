import type { Clock } from '../../foundation/clock.ts';

/** Waits between attempts, in milliseconds. The second attempt normally succeeds. */
const RETRY_DELAYS_MS = [50, 100, 200, 400, 800, 1_500, 3_000] as const;
const LAST_RETRY_DELAY_MS = 5_000;

interface DeliveryModules {
  readonly clock: Clock;
  /** Sends once and tells who was reached. Must not reject. */
  publish(): Promise<readonly string[]>;
  /** Before an attempt after the first (`attempt` counts from 1): whatever may help to reach these peers. */
  beforeRetry(peerIds: readonly string[], attempt: number): void;
}

/**
 * Repeats a message until each peer that should have it was among its recipients.
 * gossipsub tells of a subscription before it has a stream to the subscriber, and loses what is published then.
 */
export class Delivery {
  readonly #modules: DeliveryModules;
  readonly #maxAttempts: number;
  readonly #minGapMs: number;
  readonly #waiting = new Set<string>();
  readonly #reached = new Set<string>();
  #attempt = 0;
  #generation = 0;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | null = null;
  #wake: (() => void) | null = null;

  /**
   * @param options.maxAttempts - After these the peers that are not reached are given up.
   * @param options.minGapMs - Shortest time between two publications; each goes to all subscribers, not just to those
   * that wait for it.
   */
  constructor(modules: DeliveryModules, options: { readonly maxAttempts: number; readonly minGapMs: number }) {
    this.#modules = modules;
    this.#maxAttempts = options.maxAttempts;
    this.#minGapMs = options.minGapMs;
  }

  /** Makes sure that this peer gets the message; it may get it again. */
  want(peerId: string): void {
    this.#reached.delete(peerId);
    this.#waiting.add(peerId);
    this.#attempt = 0;
    this.#wake?.();
    this.#start();
  }

  /** The peer is gone, or need not know. */
  forget(peerId: string): void {
    this.#waiting.delete(peerId);
    this.#reached.delete(peerId);
  }

  /** True once the peer was among the recipients. */
  hasReached(peerId: string): boolean {
    return this.#reached.has(peerId);
  }

  /** True when anybody was reached and is still there. */
  get reachedAnybody(): boolean {
    return this.#reached.size > 0;
  }

  /** Forgets everybody and ends the attempts, also the one under way. It can be used again afterwards. */
  async reset(): Promise<void> {
    this.#generation++;
    this.#waiting.clear();
    this.#reached.clear();
    this.#wake?.();
    await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run(this.#generation).finally(() => {
      this.#running = null;
      if (this.#waiting.size > 0) this.#start();
    });
  }

  async #run(generation: number): Promise<void> {
    const { clock, publish, beforeRetry } = this.#modules;
    while (this.#waiting.size > 0) {
      const retryMs = this.#attempt === 0 ? 0 : (RETRY_DELAYS_MS[this.#attempt - 1] ?? LAST_RETRY_DELAY_MS);
      const waitMs = this.#publishedMs + Math.max(retryMs, this.#minGapMs) - clock.monotonicMs();
      if (waitMs > 0) {
        await this.#pause(waitMs);
        if (generation !== this.#generation) return;
        continue;
      }
      if (this.#attempt > 0) beforeRetry([...this.#waiting], this.#attempt);
      this.#attempt++;
      this.#publishedMs = clock.monotonicMs();
      const recipients = await publish();
      if (generation !== this.#generation) return;
      for (const peerId of recipients) if (this.#waiting.delete(peerId)) this.#reached.add(peerId);
      if (this.#attempt >= this.#maxAttempts) this.#waiting.clear();
    }
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#wake = null;
        resolve();
      };
      const cancel = this.#modules.clock.setTimer(done, waitMs);
      this.#wake = done;
    });
  }
}
