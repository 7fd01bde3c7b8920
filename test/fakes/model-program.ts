import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { LoadOptions, ModelControl, ModelInfo } from '../../core/inference/backends/index.ts';

/** One command that waits for the test to decide how it ends. */
export interface PendingCommand {
  readonly kind: 'load' | 'unload';
  readonly model: string;
  readonly options: Partial<LoadOptions> & { readonly signal: AbortSignal };
  succeed(): void;
  /** With {@link ModelProgram.failure}. */
  fail(): void;
}

/** A model program in this process: what it has in memory changes by commands that the test ends, and by its owner. */
export class ModelProgram implements ModelControl {
  readonly states: Map<string, ModelInfo['state']>;
  readonly pending: PendingCommand[] = [];
  readonly commands: string[] = [];
  /** Whether a command that is called off had its effect all the same. */
  finishesCalledOff = false;
  /** Whether a command that is called off goes on until the test ends it. */
  obeysLate = false;

  constructor(models: Readonly<Record<string, ModelInfo['state']>>) {
    this.states = new Map(Object.entries(models));
  }

  load(model: string, options: LoadOptions): Promise<void> {
    return this.#command('load', model, options);
  }

  unload(model: string, options: { readonly signal: AbortSignal }): Promise<void> {
    return this.#command('unload', model, options);
  }

  list(): { readonly id: string; readonly state: ModelInfo['state'] }[] {
    return [...this.states].map(([id, state]) => ({ id, state }));
  }

  #command(kind: PendingCommand['kind'], model: string, options: PendingCommand['options']): Promise<void> {
    this.commands.push(`${kind} ${model}`);
    const target = kind === 'load' ? 'loaded' : 'not-loaded';
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        const at = this.pending.indexOf(command);
        if (at !== -1) this.pending.splice(at, 1);
        settle();
      };
      const command: PendingCommand = {
        kind,
        model,
        options,
        succeed: end(() => {
          this.states.set(model, target);
          resolve();
        }),
        fail: end(() => reject(this.failure)),
      };
      const obey = end(() => {
        if (this.finishesCalledOff) this.states.set(model, target);
        reject(new ExecutorError('BACKEND_ABORTED'));
      });
      options.signal.addEventListener('abort', () => (this.obeysLate ? undefined : obey()), { once: true });
      this.pending.push(command);
    });
  }

  /** What commands fail with. */
  failure = new ExecutorError('BACKEND_FAILED');
}
