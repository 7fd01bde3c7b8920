import type { Clock } from '../../foundation/clock.ts';
import { type ErrorDetails, isExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { SignedLlmRequest } from '../../protocol/index.ts';
import { callHook, type HookCall, pluginCodes } from './call.ts';
import { requireAccepted } from './decide.ts';
import { checkFigures } from './figures.ts';
import type { MaybeAsync, OnFailure, Plugin, PluginContext, PluginOptions, RequestFacts } from './interface.ts';
import { type PluginEvent, type PluginHook, type PluginPort, type PluginView, pluginHooks } from './port.ts';

/** Most watching calls of one plugin that are under way; what comes while so many are is dropped and counted. */
const maxWatching = 64;

const noConfig = Object.freeze({});
const neverAborted = new AbortController().signal;

/** A plugin whose code is trusted and runs in this process. A time limit ends our wait, not its work. */
export class InProcessPlugin implements PluginPort {
  readonly name: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #plugin: Plugin;
  readonly #timeoutMs: number;
  readonly #onFailure: OnFailure;
  readonly #counts = { asked: 0, rejected: 0, failed: 0, timedOut: 0, dropped: 0 };
  #watching = 0;
  #problem: PluginView['problem'] = null;

  constructor(modules: { clock: Clock; logger: Logger }, plugin: Plugin, options: PluginOptions) {
    this.name = plugin.name;
    this.#clock = modules.clock;
    this.#logger = modules.logger.child({ plugin: plugin.name });
    this.#plugin = plugin;
    this.#timeoutMs = options.timeoutMs ?? 2000;
    this.#onFailure = options.onFailure ?? 'closed';
  }

  has(hook: PluginHook): boolean {
    return typeof this.#plugin[hook] === 'function';
  }

  async accept(request: SignedLlmRequest, facts: RequestFacts, signal: AbortSignal): Promise<void> {
    this.#counts.asked += 1;
    const abort = new AbortController();
    const onAbort = () => abort.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const call = this.#call('onRequest', signal);
    try {
      const context = this.#context(facts, abort.signal);
      const decision = await callHook<unknown>(call, () => this.#plugin.onRequest?.(context, request));
      if (decision !== undefined) requireAccepted(decision, call);
    } catch (error) {
      abort.abort(error);
      if (this.#note(error) === 'failed' && this.#onFailure === 'open') return;
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  watch(event: PluginEvent, facts: RequestFacts): void {
    if (this.#watching >= maxWatching) {
      this.#counts.dropped += 1;
      return;
    }
    this.#watching += 1;
    const abort = new AbortController();
    const call = this.#call(event.hook, neverAborted);
    callHook(call, () => this.#tell(event, this.#context(facts, abort.signal)))
      .catch((error) => {
        abort.abort(error);
        this.#note(error);
      })
      .finally(() => {
        this.#watching -= 1;
      });
  }

  view(): PluginView {
    return {
      name: this.name,
      file: null,
      state: 'running',
      onFailure: this.#onFailure,
      hooks: pluginHooks.filter((hook) => this.has(hook)),
      confinement: 'none',
      processId: null,
      memoryBytes: null,
      restarts: 0,
      counts: { ...this.#counts },
      problem: this.#problem,
    };
  }

  #tell(event: PluginEvent, context: PluginContext): MaybeAsync {
    const plugin = this.#plugin;
    if (event.hook === 'beforeExecution') return plugin.beforeExecution?.(context);
    if (event.hook === 'onVoid') return plugin.onVoid?.(context, event.code);
    return plugin[event.hook]?.(context, event.response);
  }

  #call(hook: PluginHook, signal: AbortSignal): HookCall {
    const details: ErrorDetails = { plugin: this.name, hook };
    return { clock: this.#clock, timeoutMs: this.#timeoutMs, signal, details, codes: pluginCodes };
  }

  #context(facts: RequestFacts, signal: AbortSignal): PluginContext {
    const { requestId } = facts;
    const log = (figures: unknown) => this.#logger.info('Plugin', { requestId, ...checkFigures(figures) });
    return Object.freeze({ ...facts, signal, config: noConfig, log });
  }

  /** Counts what a call ended with. */
  #note(error: unknown): 'rejected' | 'failed' | 'stopped' {
    if (isExecutorError(error, 'PLUGIN_REJECTED')) {
      this.#counts.rejected += 1;
      return 'rejected';
    }
    const isTimeout = isExecutorError(error, 'PLUGIN_TIMEOUT');
    if (!isTimeout && !isExecutorError(error, 'PLUGIN_FAILED')) return 'stopped';
    this.#counts[isTimeout ? 'timedOut' : 'failed'] += 1;
    this.#problem = { code: error.code, details: error.details, atMs: this.#clock.nowMs() };
    this.#logger.warn('A plugin failed', { ...error.details, code: error.code });
    return 'failed';
  }
}
