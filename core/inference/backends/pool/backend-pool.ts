import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { LlmClient } from '../interface.ts';
import { BackendLook, type LookOptions } from './backend-look.ts';
import type { BackendInit, MemberLook, PoolMember } from './interface.ts';

interface PoolModules {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** When the backends of a pool are asked. */
export type PoolOptions = LookOptions;

const defaults: PoolOptions = { everyMs: 15_000, firstRetryMs: 1000, maxRetryMs: 10_000 };

/** Several backends as one: what each has, how each is, and which of them a model belongs to. */
export class BackendPool implements Startable {
  readonly #members: readonly Member[];
  readonly #listeners = new Set<() => void>();
  readonly #watchers = new Set<(look: MemberLook) => void>();

  /** @param backends - At least one; the first is that of `[llm_client]`. No two have the same name. */
  constructor(modules: PoolModules, backends: readonly BackendInit[], options: Partial<PoolOptions> = {}) {
    const names = new Set(backends.map(({ client }) => client.name));
    if (names.size !== backends.length || names.size === 0) throw new ExecutorError('INTERNAL_FAULT');
    const logger = modules.logger.child({ module: 'backends' });
    const told = {
      onLook: (look: MemberLook) => {
        for (const watcher of [...this.#watchers]) watcher(look);
      },
      onChange: () => {
        for (const listener of [...this.#listeners]) listener();
      },
    };
    const settings = { ...defaults, ...options };
    this.#members = backends.map((init) => new Member({ ...modules, logger, ...told }, init, settings));
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
    const having = this.#members.filter((member) => member.has(model));
    const usable = having.filter((member) => member.canServe(model));
    return [...usable, ...having.filter((member) => !usable.includes(member))];
  }

  /** The backend that a request for this model goes to; null when none lists it. */
  clientOf(model: string): LlmClient | null {
    return this.membersWith(model)[0]?.client ?? null;
  }

  /** Time between two looks at a backend that answers; holds from its next look on. */
  configure(options: Pick<PoolOptions, 'everyMs'>): void {
    for (const { look } of this.#members) look.configure(options);
  }

  /** Called after a look at a backend. Returns what ends it. */
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
    await Promise.all(this.#members.map(({ look }) => look.start()));
  }

  /** Looks at each now, or joins looks that are under way. Never rejects. */
  async refresh(): Promise<void> {
    await Promise.all(this.#members.map(({ look }) => look.look()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ look }) => look.stop()));
  }

  /** Ends idle connections. The pool is not used afterwards. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ client }) => client.close()));
  }
}

class Member implements PoolMember {
  readonly client: LlmClient;
  readonly baseUrl: string;
  readonly look: BackendLook;

  constructor(
    modules: PoolModules & { onLook(look: MemberLook): void; onChange(): void },
    { client, baseUrl }: BackendInit,
    options: PoolOptions,
  ) {
    this.client = client;
    this.baseUrl = baseUrl;
    this.look = new BackendLook({ ...modules, client }, options);
  }

  get name() {
    return this.client.name;
  }

  get health() {
    return this.look.health;
  }

  get models() {
    return this.look.models;
  }

  get refusal() {
    return this.look.health.state === 'connected' ? null : 'The backend does not answer.';
  }

  has(model: string): boolean {
    return this.models.some(({ id }) => id === model);
  }

  canServe(model: string): boolean {
    return this.refusal === null && this.models.some(({ id, available }) => id === model && available);
  }
}
