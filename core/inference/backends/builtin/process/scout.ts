import type { Clock } from '../../../../foundation/clock.ts';
import type { EngineLauncher } from '../launch/index.ts';
import { type Answers, EngineProcess, type Question } from './engine-process.ts';

/** Longest time for one answer: a first start reads the library and its shared objects from a disk that may be slow. */
const answerLimitMs = 60_000;

/**
 * A process that loads no model: it reads the heads of files, which may be made to break what reads them, and tells
 * what computes here. It runs only while somebody asks.
 */
export class Scout {
  readonly #modules: { readonly clock: Clock; readonly launcher: EngineLauncher };
  readonly #backend: string;
  #process: EngineProcess | null = null;
  #users = 0;

  constructor(modules: { readonly clock: Clock; readonly launcher: EngineLauncher }, backend: string) {
    this.#modules = modules;
    this.#backend = backend;
  }

  /** Asks. One that does not answer is ended, with whatever else it was asked. @throws `BACKEND_*` */
  ask<Asking extends Extract<Question, { type: 'describe' | 'inspect' }>>(
    question: Asking,
  ): Promise<Answers[Asking['type']]> {
    return this.during(async () => {
      this.#process ??= this.#launch();
      const process = this.#process;
      const cancel = this.#modules.clock.setTimer(() => {
        if (this.#process === process) this.#process = null;
        void process.stop('BACKEND_ENGINE_HUNG');
      }, answerLimitMs);
      return process.ask(question, { signal: new AbortController().signal }).finally(cancel);
    });
  }

  /** Keeps the process for more than one question. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users += 1;
    try {
      return await work();
    } finally {
      this.#users -= 1;
      if (this.#users === 0) await this.stop();
    }
  }

  /** Ends it. Who asks before it is gone gets another one. */
  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    await process?.stop();
  }

  #launch(): EngineProcess {
    const process: EngineProcess = new EngineProcess(this.#modules, {
      backend: this.#backend,
      spec: { gpuDevices: null },
      onAnswered: () => {},
      onEnd: () => {
        if (this.#process === process) this.#process = null;
      },
    });
    return process;
  }
}
