import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { HookedRequest, HookSession, HookStage } from '../index.ts';
import { InProcessPlugin } from './in-process-plugin.ts';
import type { Plugin, PluginOptions, RequestFilter, RequestHandler, ResponseTransformer } from './interface.ts';
import type { PluginPort, PluginView } from './port.ts';
import { type RegisteredHooks, RegisteredSession } from './session.ts';

/** Longest time that a filter, handler or transformer may take for one call. */
const defaultTimeoutMs = 2000;

const nothing: RegisteredHooks = { filters: [], handler: null, transformer: null, plugins: [] };

/** Where nothing is registered, nothing is prepared. */
const idle: HookSession = {
  accept: async () => {},
  before: async () => {},
  after: async ({ content }) => ({ content, metadata: null }),
  ended: () => {},
};

/**
 * The owner's own code on the path of a request. Each call registers something for the requests that arrive from then on
 * and returns what takes it away again.
 */
export class Hooks implements HookStage {
  readonly #modules: { readonly clock: Clock; readonly logger: Logger };
  readonly #timeoutMs: number;
  #hooks = nothing;

  /** @param options.timeoutMs - For one call of a filter, handler or transformer. @defaultValue 2000 */
  constructor(modules: { clock: Clock; logger: Logger }, options: { timeoutMs?: number } = {}) {
    this.#modules = modules;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  }

  /** Adds a filter behind those that are there. The first that refuses ends it. */
  addFilter(filter: RequestFilter): () => void {
    // A wrapper of its own, so that the same function can be added twice and taken away once.
    const added: RequestFilter = (request, context) => filter(request, context);
    this.#change({ filters: [...this.#hooks.filters, added] });
    return () => this.#change({ filters: this.#hooks.filters.filter((one) => one !== added) });
  }

  /** Sets the one handler; the one before is replaced. */
  setHandler(handler: RequestHandler): () => void {
    this.#change({ handler });
    return () => {
      if (this.#hooks.handler === handler) this.#change({ handler: null });
    };
  }

  /** Sets the one transformer; the one before is replaced. */
  setTransformer(transformer: ResponseTransformer): () => void {
    this.#change({ transformer });
    return () => {
      if (this.#hooks.transformer === transformer) this.#change({ transformer: null });
    };
  }

  /** Adds a plugin whose code is trusted and runs in this process, behind those that are there. */
  register(plugin: Plugin, options: PluginOptions = {}): () => void {
    return this.attach(new InProcessPlugin(this.#modules, plugin, options));
  }

  /** Adds a plugin that runs elsewhere. */
  attach(plugin: PluginPort): () => void {
    this.#change({ plugins: [...this.#hooks.plugins, plugin] });
    return () => this.#change({ plugins: this.#hooks.plugins.filter((one) => one !== plugin) });
  }

  /** All plugins, in their order. */
  plugins(): PluginView[] {
    return this.#hooks.plugins.map((plugin) => plugin.view());
  }

  open(request: HookedRequest): HookSession {
    if (this.#hooks === nothing) return idle;
    return new RegisteredSession(this.#modules, { timeoutMs: this.#timeoutMs, hooks: this.#hooks }, request);
  }

  #change(change: Partial<RegisteredHooks>): void {
    const hooks = { ...this.#hooks, ...change };
    const isEmpty = hooks.filters.length + hooks.plugins.length === 0 && !hooks.handler && !hooks.transformer;
    this.#hooks = isEmpty ? nothing : hooks;
  }
}
