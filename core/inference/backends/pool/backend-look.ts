import type { Clock } from '../../../foundation/clock.ts';
import { type ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { LlmClient, ModelInfo } from '../interface.ts';
import type { MemberHealth, MemberLook } from './interface.ts';

interface LookModules {
  readonly client: Pick<LlmClient, 'name' | 'listModels' | 'version'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told what it said; a failure that is forgiven is not told. */
  onLook(look: MemberLook): void;
  /** Told after anything of what is known of it may have changed. */
  onChange(): void;
}

/** When a backend is asked. */
export interface LookOptions {
  /** Between two looks at one that answers, milliseconds. */
  readonly everyMs: number;
  /** To the first look after a failure; doubles with each further one, milliseconds. */
  readonly firstRetryMs: number;
  /** Longest time between two looks while it does not answer, milliseconds. */
  readonly maxRetryMs: number;
}

/** Failures after which nobody can be served. Others, such as a slow list, are forgiven once. */
const final: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_UNAUTHORIZED']);

const unknownHealth: MemberHealth = {
  state: 'unknown',
  latencyMs: null,
  version: null,
  problem: null,
  checkedAtMs: null,
  failures: 0,
  nextTryAtMs: null,
};

/** Knows what one backend has and whether it answers, by asking from time to time. */
export class BackendLook implements Startable {
  readonly #modules: LookModules;
  #options: LookOptions;
  #models: readonly ModelInfo[] = [];
  #byId: ReadonlyMap<string, ModelInfo> = new Map();
  #health: MemberHealth = unknownHealth;
  #failures = 0;
  #stop: AbortController | null = null;
  #cancelTimer = () => {};
  #running: Promise<void> | null = null;
  #learning: Promise<void> | null = null;

  constructor(modules: LookModules, options: LookOptions) {
    this.#modules = modules;
    this.#options = options;
  }

  get models(): readonly ModelInfo[] {
    return this.#models;
  }

  /** What it listed last under this id; null for nothing. */
  find(model: string): ModelInfo | null {
    return this.#byId.get(model) ?? null;
  }

  get health(): MemberHealth {
    return this.#health;
  }

  /** Holds from the next look on. */
  configure(options: Pick<LookOptions, 'everyMs'>): void {
    this.#options = { ...this.#options, ...options };
  }

  /** Begins to look; does not wait for the first answer, so that a missing backend delays nothing. */
  async start(): Promise<void> {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    void this.look();
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = null;
    this.#cancelTimer();
    await Promise.all([this.#running, this.#learning]);
  }

  /** Looks now, or joins a look that is under way. Never rejects: what failed stands in {@link BackendLook.health}. */
  look(): Promise<void> {
    const signal = this.#stop?.signal;
    if (signal === undefined) return Promise.resolve();
    this.#running ??= this.#look(signal).finally(() => {
      this.#running = null;
      if (!signal.aborted) this.#schedule(signal);
    });
    return this.#running;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#modules;
    const startedAtMs = clock.monotonicMs();
    try {
      const listed = await client.listModels({ signal });
      const latencyMs = clock.monotonicMs() - startedAtMs;
      if (signal.aborted) return;
      const isBack = this.#health.state !== 'connected';
      this.#modules.onLook({ backend: client.name, askedAtMs: startedAtMs, models: listed });
      this.#succeed(listed, latencyMs);
      // The program may be another one now. Whoever wants a new look does not wait for its version.
      if (isBack) this.#learning = this.#learnVersion(signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(toExecutorError(error, 'BACKEND_FAILED'), startedAtMs);
    }
  }

  #succeed(listed: readonly ModelInfo[], latencyMs: number): void {
    const { client, clock, logger } = this.#modules;
    if (this.#health.state !== 'connected') {
      logger.info('Backend answers', { backend: client.name, models: listed.length });
    }
    this.#failures = 0;
    this.#models = listed;
    this.#byId = new Map(listed.map((model) => [model.id, model]));
    const told = { problem: null, failures: 0, nextTryAtMs: null };
    this.#set({ ...this.#health, ...told, state: 'connected', latencyMs, checkedAtMs: clock.nowMs() });
  }

  async #learnVersion(signal: AbortSignal): Promise<void> {
    const version = await this.#modules.client.version({ signal });
    if (!signal.aborted) this.#set({ ...this.#health, version });
  }

  #fail(problem: ExecutorError, askedAtMs: number): void {
    const { client, clock, logger, onLook } = this.#modules;
    this.#failures += 1;
    const wasUnreachable = this.#health.state === 'unreachable';
    const forgiven = this.#failures === 1 && this.#health.state === 'connected' && !final.has(problem.code);
    if (!forgiven && !wasUnreachable) {
      logger.warn('Backend does not answer', { backend: client.name, code: problem.code });
    }
    const state = forgiven ? this.#health.state : 'unreachable';
    const checkedAtMs = clock.nowMs();
    if (!forgiven) onLook({ backend: client.name, askedAtMs, models: null });
    this.#set({ ...this.#health, state, latencyMs: null, problem, checkedAtMs, failures: this.#failures });
  }

  #set(health: MemberHealth): void {
    this.#health = health;
    this.#modules.onChange();
  }

  #schedule(signal: AbortSignal): void {
    const { clock } = this.#modules;
    const { everyMs, firstRetryMs, maxRetryMs } = this.#options;
    const retryMs = Math.min(firstRetryMs * 2 ** Math.min(this.#failures - 1, 16), maxRetryMs);
    this.#cancelTimer();
    this.#cancelTimer = clock.setTimer(
      () => {
        if (!signal.aborted) void this.look();
      },
      this.#failures === 0 ? everyMs : retryMs,
    );
    if (this.#failures > 0) this.#set({ ...this.#health, nextTryAtMs: clock.nowMs() + retryMs });
  }
}
