import type { ExecutorError } from '../../../foundation/errors/index.ts';
import type { RequestFacts } from '../../hooks/index.ts';
import type { FromPlugin } from '../protocol.ts';

/** Most calls that were given up and may still be answered. */
const maxExpired = 1000;

interface Call {
  readonly facts: RequestFacts;
  readonly waiter: Waiter;
}

/** Who waits for the end of a call. */
interface Waiter {
  done(message: FromPlugin & { type: 'done' }): void;
  failed(code: string): void;
  gone(problem: ExecutorError): void;
}

/** The calls that a process was asked to make and has not answered. */
export class Calls {
  readonly #open = new Map<number, Call>();
  readonly #expired = new Set<number>();
  #lastId = 0;

  begin(facts: RequestFacts, waiter: Waiter): number {
    this.#lastId += 1;
    this.#open.set(this.#lastId, { facts, waiter });
    return this.#lastId;
  }

  /** Takes an answer. @returns False when nobody asked for it, or it was given before. */
  settle(message: FromPlugin & { type: 'done' | 'failed' }): boolean {
    const { id } = message;
    const call = this.#open.get(id);
    if (call === undefined) return this.#expired.delete(id);
    this.#open.delete(id);
    if (message.type === 'done') call.waiter.done(message);
    else call.waiter.failed(message.code);
    return true;
  }

  /** Nobody waits for this call any more. @returns False when there are too many of them. */
  expire(id: number): boolean {
    if (this.#open.delete(id)) this.#expired.add(id);
    return this.#expired.size <= maxExpired;
  }

  /** What an open call is about. */
  factsOf(id: number): RequestFacts | null {
    return this.#open.get(id)?.facts ?? null;
  }

  refuseAll(problem: ExecutorError): void {
    const calls = [...this.#open.values()];
    this.#open.clear();
    for (const { waiter } of calls) waiter.gone(problem);
  }
}
