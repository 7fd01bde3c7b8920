import type { Clock } from '../../foundation/clock.ts';
import type { Completion } from '../../inference/backends/index.ts';
import type { LedgerSource } from '../../money/ledger/index.ts';
import type { SignedLlmRequest } from '../../protocol/index.ts';
import type { HookedAnswer, HookedEnd, HookedRequest, HookSession } from '../index.ts';
import { callHook, type HookCall, hookCodes } from './call.ts';
import { createContext } from './context.ts';
import { requireAccepted } from './decide.ts';
import { createDraft, pluginResponse, readDraft, responseFacts } from './draft.ts';
import type {
  MaybeAsync,
  RequestContext,
  RequestFacts,
  RequestFilter,
  RequestHandler,
  ResponseFacts,
  ResponseTransformer,
} from './interface.ts';
import type { PluginEvent, PluginPort } from './port.ts';
import { factsOf, viewOf } from './view.ts';

/** What is registered when a request arrives; it keeps this to its end. */
export interface RegisteredHooks {
  readonly filters: readonly RequestFilter[];
  readonly handler: RequestHandler | null;
  readonly transformer: ResponseTransformer | null;
  readonly plugins: readonly PluginPort[];
}

/** The hooks of one request, in the order of the path. */
export class RegisteredSession implements HookSession {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #hooks: RegisteredHooks;
  readonly #signal: AbortSignal;
  readonly #request: SignedLlmRequest;
  readonly #facts: RequestFacts;
  readonly #context: RequestContext;
  #answered: { readonly facts: ResponseFacts; readonly answer: HookedAnswer } | null = null;

  constructor(modules: { clock: Clock }, options: { timeoutMs: number; hooks: RegisteredHooks }, told: HookedRequest) {
    this.#clock = modules.clock;
    this.#timeoutMs = options.timeoutMs;
    this.#hooks = options.hooks;
    this.#signal = told.signal;
    this.#request = viewOf(told.request);
    this.#facts = factsOf(told);
    this.#context = createContext(this.#facts, told.signal);
  }

  async accept(): Promise<void> {
    const { filters, handler, plugins } = this.#hooks;
    for (const filter of filters) {
      const call = this.#call('filter');
      requireAccepted(await callHook<unknown>(call, () => filter(this.#request, this.#context)), call);
    }
    await this.#run('validateRequest', () => handler?.validateRequest?.(this.#context, this.#request));
    for (const plugin of plugins) {
      if (plugin.has('onRequest')) await plugin.accept(this.#request, this.#facts, this.#signal);
    }
  }

  async before(): Promise<void> {
    const { handler } = this.#hooks;
    this.#watch(() => ({ hook: 'beforeExecution' }), 'beforeExecution');
    await this.#run('beforeExecution', () => handler?.beforeExecution?.(this.#context, this.#request));
  }

  async after(completion: Completion, source: LedgerSource): Promise<HookedAnswer> {
    const { handler, transformer } = this.#hooks;
    const facts = responseFacts(this.#facts.model, completion, source);
    const untouched: HookedAnswer = { content: completion.content, metadata: null };
    this.#watch(() => ({ hook: 'afterExecution', response: pluginResponse(facts, untouched, null) }), 'afterExecution');
    const answer = await this.#change(facts, untouched, [
      ['afterExecution', (draft) => handler?.afterExecution?.(this.#context, this.#request, draft)],
      ['transformer', (draft) => transformer?.(this.#context, draft)],
    ]);
    this.#answered = { facts, answer };
    return answer;
  }

  ended(end: HookedEnd): void {
    if (end.outcome === 'void') {
      this.#watch(() => ({ hook: 'onVoid', code: end.code }), 'onVoid');
      return;
    }
    const { chargeWei, content, completion } = end;
    const facts = this.#answered?.facts ?? responseFacts(this.#facts.model, completion, 'backend');
    const answer = { content, metadata: this.#answered?.answer.metadata ?? null };
    this.#watch(() => ({ hook: 'onResponse', response: pluginResponse(facts, answer, chargeWei) }), 'onResponse');
  }

  /** Lets handler and transformer change the answer, one after the other, and checks what each leaves. */
  async #change(
    facts: ResponseFacts,
    untouched: HookedAnswer,
    steps: readonly [string, (draft: ReturnType<typeof createDraft>) => MaybeAsync][],
  ): Promise<HookedAnswer> {
    const { handler, transformer } = this.#hooks;
    if (!handler?.afterExecution && !transformer) return untouched;
    const draft = createDraft(facts, untouched.content);
    let answer = untouched;
    for (const [hook, step] of steps) {
      await this.#run(hook, () => step(draft));
      answer = readDraft(draft, { hook });
    }
    return answer;
  }

  #watch(build: () => PluginEvent, hook: PluginEvent['hook']): void {
    let event: PluginEvent | null = null;
    for (const plugin of this.#hooks.plugins) {
      if (!plugin.has(hook)) continue;
      event ??= build();
      plugin.watch(event, this.#facts);
    }
  }

  #run(hook: string, run: () => MaybeAsync): Promise<void> {
    return callHook(this.#call(hook), run);
  }

  #call(hook: string): HookCall {
    const details = { hook };
    return { clock: this.#clock, timeoutMs: this.#timeoutMs, signal: this.#signal, details, codes: hookCodes };
  }
}
