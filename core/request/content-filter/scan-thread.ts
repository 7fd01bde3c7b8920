import { Worker } from 'node:worker_threads';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { ScanAnswer, ScanWorkerData } from './scan-worker.ts';

/** Texts that wait for the thread. */
const MAX_WAITING = 64;
/** Characters of them together: half of what 64 requests of the largest size have. */
const MAX_WAITING_LENGTH = 32 * 1024 * 1024;
/** Longest time for one text, milliseconds. */
const TEXT_LIMIT_MS = 5000;
/** The request waits at most so long in all, milliseconds: a text that is older is nobody's. */
const WAIT_LIMIT_MS = 10_000;
const HEAP_LIMIT_MIB = 256;

interface Job {
  readonly text: string;
  readonly sinceMs: number;
  resolve(index: ScanAnswer): void;
  reject(error: ExecutorError): void;
}

/** Looks for patterns beside the event loop, one text after the other. The thread starts with the first text. */
export class ScanThread {
  readonly #clock: Clock;
  readonly #patterns: readonly string[];
  readonly #waiting: Job[] = [];
  #waitingLength = 0;
  #current: Job | null = null;
  #worker: Worker | null = null;
  #cancelLimit = () => {};
  #isClosed = false;

  constructor({ clock }: { clock: Clock }, { patterns }: { patterns: readonly string[] }) {
    this.#clock = clock;
    this.#patterns = patterns;
  }

  /**
   * The index of the first pattern that fits the text; null for none.
   *
   * @throws `CONTENT_FILTER_BUSY` when too much waits, `CONTENT_FILTER_FAILED` when it takes too long or the thread ends.
   */
  scan(text: string): Promise<ScanAnswer> {
    const full = this.#waiting.length >= MAX_WAITING || this.#waitingLength + text.length > MAX_WAITING_LENGTH;
    if (full) return Promise.reject(new ExecutorError('CONTENT_FILTER_BUSY', { waiting: this.#waiting.length }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, sinceMs: this.#clock.monotonicMs(), resolve, reject });
      this.#waitingLength += text.length;
      if (this.#current === null) this.#next();
    });
  }

  /** Ends the thread whenever no text waits: a request that began with these patterns may still have its second one. */
  close(): void {
    this.#isClosed = true;
    if (this.#current === null) this.#endWorker();
  }

  #next(): void {
    const job = this.#take();
    this.#current = job;
    if (job === null) {
      if (this.#isClosed) this.#endWorker();
      return;
    }
    this.#cancelLimit = this.#clock.setTimer(() => this.#fail('timeout'), TEXT_LIMIT_MS);
    this.#ready().then(
      (worker) => {
        if (this.#current === job) worker.postMessage(job.text);
      },
      () => this.#fail('start'),
    );
  }

  /** The next text that somebody still waits for. */
  #take(): Job | null {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      this.#waitingLength -= job.text.length;
      const waitedMs = this.#clock.monotonicMs() - job.sinceMs;
      if (waitedMs < WAIT_LIMIT_MS) return job;
      job.reject(new ExecutorError('CONTENT_FILTER_BUSY', { waitedMs }));
    }
    return null;
  }

  async #ready(): Promise<Worker> {
    if (this.#worker !== null) return this.#worker;
    const { scanWorkerUrl } = await import('./scan-worker.ts');
    if (this.#worker !== null) return this.#worker;
    const workerData: ScanWorkerData = { program: 'lloom-content-scan', patterns: this.#patterns };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_LIMIT_MIB };
    const worker = new Worker(scanWorkerUrl, { workerData, resourceLimits, env: {}, execArgv: [] });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (index: ScanAnswer) => this.#succeed(index));
    const onEnd = () => {
      if (this.#worker === worker) this.#fail('ended');
    };
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    return worker;
  }

  #succeed(index: ScanAnswer): void {
    const job = this.#current;
    this.#cancelLimit();
    this.#next();
    job?.resolve(index);
  }

  /** The text under way is refused; the others get a new thread. */
  #fail(reason: 'timeout' | 'start' | 'ended'): void {
    const job = this.#current;
    this.#cancelLimit();
    this.#endWorker();
    this.#next();
    job?.reject(new ExecutorError('CONTENT_FILTER_FAILED', { reason, length: job.text.length }));
  }

  #endWorker(): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }
}
