import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { Completion, CompletionRequest, LlmClient } from '../interface.ts';
import type { LookOptions } from './backend-look.ts';
import type { BreakerOptions } from './circuit-breaker.ts';
import { holdsPrompt } from './holds-prompt.ts';
import type { BackendInit, MemberLook, PoolCallOptions, PoolMember } from './interface.ts';
import { Member, type MemberModules } from './member.ts';

interface PoolModules {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** When the backends of a pool are asked, and when they are left alone. */
export interface PoolOptions {
  readonly look: Partial<LookOptions>;
  readonly breaker: Partial<BreakerOptions>;
}

const lookDefaults: LookOptions = { everyMs: 15_000, firstRetryMs: 1000, maxRetryMs: 10_000 };
const breakerDefaults: BreakerOptions = { failures: 5, firstRestMs: 5000, maxRestMs: 60_000 };
/** Most backends that one request is given to, one after the other. */
const MAX_TRIES = 3;

/** Several backends as one: what each has, how each is, and which of them answers a request. */
export class BackendPool implements Startable {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #told: MemberModules;
  readonly #create: (init: BackendInit) => Member;
  #members: readonly Member[];
  /** Those that were taken out and still work on requests. */
  readonly #leaving = new Set<Member>();
  #isLooking = false;
  #everyMs: number | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Set<(look: MemberLook) => void>();

  /**
   * @param backends - At least one; the first is that of `[llm_client]`. No two have the same name.
   * @throws `CONFIG_INVALID` for names that are there twice; the configuration refuses them before.
   */
  constructor(modules: PoolModules, backends: readonly BackendInit[], options: Partial<PoolOptions> = {}) {
    requireOwnNames(backends);
    this.#logger = modules.logger.child({ module: 'backends' });
    this.#clock = modules.clock;
    this.#told = {
      clock: modules.clock,
      logger: this.#logger,
      onLook: (look: MemberLook) => {
        for (const watcher of [...this.#watchers]) watcher(look);
      },
      onChange: () => {
        for (const listener of [...this.#listeners]) listener();
      },
    };
    const settings = {
      look: { ...lookDefaults, ...options.look },
      breaker: { ...breakerDefaults, ...options.breaker },
    };
    this.#create = (init) => new Member(this.#told, init, settings);
    this.#members = backends.map(this.#create);
  }

  /**
   * Works with these backends from now on. A client that was there before keeps its state; one that is not any more ends
   * the requests that it works on, and gets no new ones.
   *
   * @throws `CONFIG_INVALID` for names that are there twice; nothing is changed then.
   */
  replace(backends: readonly BackendInit[]): void {
    requireOwnNames(backends);
    const before = this.#members;
    this.#members = backends.map((init) => before.find(({ client }) => client === init.client) ?? this.#create(init));
    const askedAtMs = this.#clock.monotonicMs();
    for (const member of before) {
      if (this.#members.includes(member)) continue;
      void this.#retire(member);
      this.#told.onLook({ backend: member.name, askedAtMs, models: [] });
    }
    for (const { look } of this.#members) {
      if (this.#everyMs !== null) look.configure({ everyMs: this.#everyMs });
      if (this.#isLooking) void look.start();
    }
    this.#told.onChange();
  }

  /** Every backend, in the order of the configuration. */
  members(): readonly PoolMember[] {
    return this.#members;
  }

  /** The backend of this name; null when there is none. */
  member(name: string): PoolMember | null {
    return this.#members.find((member) => member.name === name) ?? null;
  }

  /** The backend of `[llm_client]`. */
  get first(): PoolMember {
    return this.#members[0] as PoolMember;
  }

  /** Those that list a model, the one first that a request for it goes to. */
  membersWith(model: string): readonly PoolMember[] {
    return this.#candidates(model);
  }

  /** The backend that a request for this model goes to; null when none lists it. */
  clientOf(model: string): LlmClient | null {
    return this.#candidates(model)[0]?.client ?? null;
  }

  /** Name of the backend that a request for this model goes to; that of the first when none lists it. */
  backendFor(model: string): string {
    return (this.#candidates(model)[0] ?? this.first).name;
  }

  /** Requests of ours that the backend of this name works on. */
  inFlight(name: string): number {
    return this.member(name)?.inFlight ?? 0;
  }

  /**
   * Lets the backend answer that has the model. When that fails before its first output in a way that another backend may
   * not, the next one that has the model is asked.
   *
   * @throws `BACKEND_*`
   */
  async complete(request: CompletionRequest, options: PoolCallOptions): Promise<Completion> {
    const tried = new Set<Member>();
    const { model } = request;
    let failure: ExecutorError | null = null;
    while (tried.size < MAX_TRIES) {
      const [first] = tried;
      const member = this.#candidates(model).find(
        (one) => !tried.has(one) && (!first || holdsPrompt(one.look.find(model), request, first.look.find(model))),
      );
      if (member === undefined) break;
      // Who cannot serve it is asked only when nobody else was: its own words say why.
      if (failure !== null && !member.canServe(model)) break;
      tried.add(member);
      options.onBackend?.(member.name);
      const outcome = await member.call(request, options);
      if (outcome.error === null) return outcome.completion;
      failure = outcome.error;
      if (outcome.heard || options.signal.aborted || !mayFailOver(failure)) break;
      this.#logger.debug('A backend failed before its first output', { backend: member.name, code: failure.code });
    }
    throw failure ?? new ExecutorError('BACKEND_MODEL_NOT_FOUND');
  }

  /** Time between two looks at a backend that answers; holds from its next look on. */
  configure(options: Pick<LookOptions, 'everyMs'>): void {
    this.#everyMs = options.everyMs;
    for (const { look } of this.#members) look.configure(options);
  }

  /** Called after anything that is known of a backend may have changed. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Told what each look found, also when it is what was known. Returns what ends it. */
  onLook(watcher: (look: MemberLook) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Begins to look at each; waits for none. */
  async start(): Promise<void> {
    this.#isLooking = true;
    await Promise.all(this.#members.map(({ look }) => look.start()));
  }

  /** Looks at each now, or joins looks that are under way. Never rejects. */
  async refresh(): Promise<void> {
    await Promise.all(this.#members.map(({ look }) => look.look()));
  }

  async stop(): Promise<void> {
    this.#isLooking = false;
    await Promise.all(this.#members.map((member) => member.stop()));
  }

  /** Ends idle connections. The pool is not used afterwards. */
  async close(): Promise<void> {
    await Promise.all([...this.#members, ...this.#leaving].map(({ client }) => client.close()));
  }

  /** Its models are gone at once; it is closed when the last of its requests has ended. */
  async #retire(member: Member): Promise<void> {
    this.#leaving.add(member);
    await member.stop();
    await member.whenIdle();
    if (this.#leaving.delete(member)) await member.client.close();
  }

  #candidates(model: string): readonly Member[] {
    const having = this.#members.filter((member) => member.has(model));
    if (having.length < 2) return having;
    const usable = having.filter((member) => member.canServe(model));
    return [...usable, ...having.filter((member) => !usable.includes(member))];
  }
}

/** What one backend refuses for its key or its limits, and another may serve. */
const ownRefusals: ReadonlySet<string> = new Set([
  'BACKEND_UNAUTHORIZED',
  'BACKEND_LIMIT_REACHED',
  'BACKEND_PRICE_UNKNOWN',
]);
const mayFailOver = ({ code, retryable }: ExecutorError) => retryable || ownRefusals.has(code);

function requireOwnNames(backends: readonly BackendInit[]): void {
  const names = new Set(backends.map(({ client }) => client.name));
  if (names.size === backends.length && names.size > 0) return;
  throw new ExecutorError('CONFIG_INVALID', { key: 'llm_clients[].name' });
}
