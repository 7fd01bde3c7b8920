import type { ExecutorError } from '../../foundation/errors/index.ts';
import type { Group } from '../batching/index.ts';
import type { Lane, QueueTicket } from './interface.ts';
import type { LaneLine } from './lanes/lane-line.ts';
import type { TreeNode } from './lanes/ordered-tree.ts';

/** One request in the queue, from entering to leaving. */
export class Entry {
  readonly ticket: QueueTicket;
  /** Grows with every arrival. */
  readonly seq: number;
  group: Group;
  readonly enteredAtMs: number;
  /** Expected time in a slot, milliseconds. */
  readonly serviceMs: number;
  state: 'waiting' | 'held' | 'running' | 'gone' = 'waiting';
  /** Where it waits, or comes back to when it is held; null when it got a slot at once. */
  line: LaneLine | null = null;
  lane: Lane;
  boosted = false;
  /** Its place in the order of its line; lower is sooner. */
  key = 0;
  inLine: TreeNode<Entry> | null = null;
  inGroup: TreeNode<Entry> | null = null;
  /** Neighbours in the order of arrival. */
  older: Entry | null = null;
  younger: Entry | null = null;
  startedAtMs = 0;
  passedSinceMs: number | null = null;
  #failure: ExecutorError | null = null;
  #wake: (() => void) | null = null;
  #refuse: ((reason: unknown) => void) | null = null;

  constructor(about: Pick<Entry, 'ticket' | 'seq' | 'group' | 'enteredAtMs' | 'serviceMs' | 'lane'>) {
    this.ticket = about.ticket;
    this.seq = about.seq;
    this.group = about.group;
    this.enteredAtMs = about.enteredAtMs;
    this.serviceMs = about.serviceMs;
    this.lane = about.lane;
  }

  /** It has a slot. */
  start(nowMs: number): void {
    this.state = 'running';
    this.startedAtMs = nowMs;
    this.#wake?.();
  }

  /** It is out; whoever waits for its turn is told why. */
  fail(error: ExecutorError): void {
    this.state = 'gone';
    this.#failure = error;
    this.#refuse?.(error);
  }

  /** Settles when it has a slot. `onAbort` takes it out. */
  turn(signal: AbortSignal, leave: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        leave();
        reject(signal.reason);
      };
      if (signal.aborted) return onAbort();
      if (this.#failure) return reject(this.#failure);
      if (this.state === 'running') return resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#refuse = (reason) => {
        signal.removeEventListener('abort', onAbort);
        reject(reason);
      };
    });
  }
}
