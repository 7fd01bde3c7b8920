import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { Completion, CompletionOptions, CompletionRequest } from '../../core/inference/backends/index.ts';

/** One call that waits for the test to decide how it ends. */
export interface PendingCompletion {
  readonly request: CompletionRequest;
  readonly options: CompletionOptions;
  finish(completion?: Partial<Completion>): void;
  fail(error: unknown): void;
}

/** A backend whose answers the test gives by hand; aborting a call ends it as every backend does. */
export class ScriptedBackend {
  readonly name = 'scripted';
  readonly kind = 'demo';
  readonly pending: PendingCompletion[] = [];
  readonly #watchers: (() => void)[] = [];

  backendFor(): string {
    return this.name;
  }

  complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    return new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(new ExecutorError('BACKEND_ABORTED')), { once: true });
      this.pending.push({ request, options, finish: (change) => resolve({ ...answer, ...change }), fail: reject });
      for (const wake of this.#watchers.splice(0)) wake();
    });
  }

  /** The call number `index`, as soon as it was made. */
  async call(index: number): Promise<PendingCompletion> {
    for (;;) {
      const found = this.pending[index];
      if (found) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }
}

const answer: Completion = {
  content: 'Hello.',
  inboundTokens: 10,
  outboundTokens: 20,
  countedBy: 'backend',
  finishReason: 'stop',
  timeToFirstTokenMs: 5,
  durationMs: 50,
};
