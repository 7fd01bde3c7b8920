import type { CallName, ControlHandlers } from '../../core/control/index.ts';

/** Calls that take up to minutes, which a person may end before. */
export const abortableCalls = ['backend.doctor', 'benchmark.run'] as const satisfies readonly CallName[];
export type AbortableCall = (typeof abortableCalls)[number];

/** Lets the window end its own long calls; ending one aborts the signal that its handler was given. */
export class AbortableCalls {
  readonly #running = new Map<AbortableCall, Set<AbortController>>();

  /** The same handlers, of which the abortable ones listen to {@link AbortableCalls.abort} too. */
  wrap(handlers: Pick<ControlHandlers, AbortableCall>): Pick<ControlHandlers, AbortableCall> {
    return {
      'backend.doctor': (input, context) =>
        this.#watch('backend.doctor', context.signal, (signal) => handlers['backend.doctor'](input, { signal })),
      'benchmark.run': (input, context) =>
        this.#watch('benchmark.run', context.signal, (signal) => handlers['benchmark.run'](input, { signal })),
    };
  }

  /** Ends every call of this name that is under way. */
  abort(name: AbortableCall): void {
    for (const controller of this.#running.get(name) ?? []) controller.abort();
  }

  async #watch<Value>(
    name: AbortableCall,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    const controller = new AbortController();
    const running = this.#running.get(name) ?? new Set();
    this.#running.set(name, running.add(controller));
    try {
      return await run(AbortSignal.any([signal, controller.signal]));
    } finally {
      running.delete(controller);
    }
  }
}
