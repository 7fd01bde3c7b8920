import type { Status } from '../../core/control/index.ts';
import type { ExecutorHost } from './executor-host.ts';

/** Keeps the newest status of whichever executor runs, for the tray. */
export class StatusWatch {
  readonly #host: ExecutorHost;
  readonly #onChange: () => void;
  #status: Status | null = null;
  #instance = 0;

  constructor(modules: { readonly host: ExecutorHost }, options: { readonly onChange: () => void }) {
    this.#host = modules.host;
    this.#onChange = options.onChange;
  }

  /** Begins to listen. Call once, before the host starts. */
  open(): void {
    this.#host.target.subscribe((name, payload) => {
      if (name === 'status.changed') this.#take(payload as Status);
    });
    this.#host.onChange(({ instance, host }) => {
      if (host.state !== 'running') this.#status = null;
      else if (instance !== this.#instance) void this.#ask(instance);
      this.#instance = instance;
    });
  }

  /** The last known status; null while no executor runs. */
  get(): Status | null {
    return this.#status;
  }

  async #ask(instance: number): Promise<void> {
    try {
      const status = await this.#host.target.handlers['status.get']({}, { signal: AbortSignal.timeout(10_000) });
      if (instance === this.#host.view().instance) this.#take(status);
    } catch {
      // It ended meanwhile; the host says so.
    }
  }

  #take(status: Status): void {
    if (this.#status !== null && status.revision < this.#status.revision) return;
    this.#status = status;
    this.#onChange();
  }
}
