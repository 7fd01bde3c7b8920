import type { ActiveRequest, ActiveView, StopCode } from './active-request.ts';

/** The requests between arrival and their last word, so that they can be shown, stopped and waited for. */
export class ActiveRequests {
  readonly #requests = new Map<string, ActiveRequest>();
  readonly #idleWaiters: (() => void)[] = [];

  add(request: ActiveRequest): void {
    this.#requests.set(request.id, request);
  }

  /** False when it had ended before. */
  remove(id: string): boolean {
    const removed = this.#requests.delete(id);
    if (this.#requests.size === 0) for (const wake of this.#idleWaiters.splice(0)) wake();
    return removed;
  }

  get size(): number {
    return this.#requests.size;
  }

  /** The accepted ones, oldest first. */
  views(): readonly ActiveView[] {
    return [...this.#requests.values()].flatMap((request) => request.view() ?? []);
  }

  /** False when there is no such request, or its answer was handed over already. */
  stop(id: string, code: StopCode): boolean {
    const request = this.#requests.get(id);
    request?.stop(code);
    return request !== undefined;
  }

  stopAll(code: StopCode): void {
    for (const request of this.#requests.values()) request.stop(code);
  }

  /** Settles when every request has had its last word in the ledger. */
  whenIdle(): Promise<void> {
    if (this.#requests.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }
}
