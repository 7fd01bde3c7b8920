import type { Clock } from '../../foundation/clock.ts';
import { type ExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { LlmClient, ModelInfo } from '../backends/interface.ts';
import { type CatalogModel, decideServed, type OfferSettings } from './catalog-model.ts';
import type { DiscoverySettings, ModelSettings } from './config.ts';

/** How the backend is, as far as the catalog knows. */
export interface CatalogHealth {
  /** `unknown` before the first answer or failure. */
  readonly state: 'unknown' | 'connected' | 'unreachable';
  /** Time of the last model list, milliseconds. */
  readonly latencyMs: number | null;
  readonly version: string | null;
  /** Why it is unreachable, or what the last refresh failed with. */
  readonly problem: ExecutorError | null;
  /** Wall time of the last look, milliseconds since 1970. */
  readonly checkedAtMs: number | null;
  /** Looks in a row that failed. */
  readonly failures: number;
  /** Wall time of the next look while the backend does not answer, milliseconds; null otherwise. */
  readonly nextTryAtMs: number | null;
}

interface CatalogModules {
  readonly client: Pick<LlmClient, 'name' | 'listModels' | 'version'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** When the backend is asked. */
export interface CatalogOptions {
  /** To the first look after a failure; doubles with each further one, milliseconds. @defaultValue 1000 */
  readonly firstRetryMs: number;
  /** Longest time between two looks while it does not answer, milliseconds. @defaultValue 10000 */
  readonly maxRetryMs: number;
}

const defaults: CatalogOptions = { firstRetryMs: 1000, maxRetryMs: 10_000 };

/** What the owner says of the models. */
export interface CatalogSettings {
  /** @defaultValue none */
  readonly models?: readonly ModelSettings[];
  /** @defaultValue everything that the backend has, looked up every 15 s */
  readonly modelDiscovery?: DiscoverySettings;
}

const everything: DiscoverySettings = {
  enabled: true,
  refreshIntervalSecs: 15,
  advertiseModels: true,
  onlyModels: [],
};

/** Failures after which nobody can be served. Others, such as a slow list, are forgiven once. */
const final: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_UNAUTHORIZED']);

const unknownHealth: CatalogHealth = {
  state: 'unknown',
  latencyMs: null,
  version: null,
  problem: null,
  checkedAtMs: null,
  failures: 0,
  nextTryAtMs: null,
};

/** Keeps the list of the backend's models and whether it answers, by asking from time to time. */
export class ModelCatalog implements Startable {
  readonly #client: CatalogModules['client'];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #options: CatalogOptions;
  readonly #listeners = new Set<() => void>();
  #listed: readonly ModelInfo[] = [];
  #models: readonly CatalogModel[] = [];
  #health: CatalogHealth = unknownHealth;
  #failures = 0;
  #offer: OfferSettings & { readonly discovery: DiscoverySettings } = { models: [], discovery: everything };
  #stop: AbortController | null = null;
  #cancelTimer = () => {};
  #running: Promise<readonly CatalogModel[]> | null = null;

  constructor(modules: CatalogModules, settings: CatalogSettings = {}, options: Partial<CatalogOptions> = {}) {
    this.#client = modules.client;
    this.#clock = modules.clock;
    this.#logger = modules.logger.child({ module: 'models' });
    this.#options = { ...defaults, ...options };
    this.#offer = offerOf(settings);
  }

  /** Decides anew what is offered; a new interval holds from the next look on. */
  configure(settings: CatalogSettings): void {
    this.#offer = offerOf(settings);
    this.#set(this.#health);
  }

  /** Begins to look; does not wait for the first answer, so that a missing backend delays nothing. */
  async start(): Promise<void> {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    void this.refresh();
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = null;
    this.#cancelTimer();
    await this.#running;
  }

  /** Every model, those served first. */
  models(): readonly CatalogModel[] {
    return this.#models;
  }

  /** What is offered to the network; empty while the backend does not answer. */
  served(): readonly CatalogModel[] {
    return this.#models.filter((model) => model.served);
  }

  /** The model of this id; null when the backend has none. */
  find(id: string): CatalogModel | null {
    return this.#models.find((model) => model.id === id) ?? null;
  }

  health(): CatalogHealth {
    return this.#health;
  }

  /** Called after models or health changed. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks now, or joins a look that is under way. Never rejects: what failed stands in {@link ModelCatalog.health}. */
  refresh(): Promise<readonly CatalogModel[]> {
    const signal = this.#stop?.signal;
    if (signal === undefined) return Promise.resolve(this.#models);
    this.#running ??= this.#look(signal).finally(() => {
      this.#running = null;
      if (!signal.aborted) this.#schedule(signal);
    });
    return this.#running;
  }

  async #look(signal: AbortSignal): Promise<readonly CatalogModel[]> {
    const startedAtMs = this.#clock.monotonicMs();
    try {
      const listed = await this.#client.listModels({ signal });
      const latencyMs = this.#clock.monotonicMs() - startedAtMs;
      if (signal.aborted) return this.#models;
      const isBack = this.#health.state !== 'connected';
      this.#succeed(listed, latencyMs);
      // The program may be another one now. Its models are served meanwhile.
      if (isBack) await this.#learnVersion(signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(toExecutorError(error, 'BACKEND_FAILED'));
    }
    return this.#models;
  }

  #succeed(listed: readonly ModelInfo[], latencyMs: number): void {
    if (this.#health.state !== 'connected') {
      this.#logger.info('Backend answers', { backend: this.#client.name, models: listed.length });
    }
    this.#failures = 0;
    this.#listed = listed;
    const checkedAtMs = this.#clock.nowMs();
    const answered = {
      state: 'connected',
      latencyMs,
      problem: null,
      checkedAtMs,
      failures: 0,
      nextTryAtMs: null,
    } as const;
    this.#set({ ...this.#health, ...answered });
  }

  async #learnVersion(signal: AbortSignal): Promise<void> {
    const version = await this.#client.version({ signal });
    if (!signal.aborted) this.#set({ ...this.#health, version });
  }

  #fail(problem: ExecutorError): void {
    this.#failures += 1;
    const wasUnreachable = this.#health.state === 'unreachable';
    const forgiven = this.#failures === 1 && this.#health.state === 'connected' && !final.has(problem.code);
    if (!forgiven && !wasUnreachable) {
      this.#logger.warn('Backend does not answer', { backend: this.#client.name, code: problem.code });
    }
    const state = forgiven ? this.#health.state : 'unreachable';
    const checkedAtMs = this.#clock.nowMs();
    this.#set({ ...this.#health, state, latencyMs: null, problem, checkedAtMs, failures: this.#failures });
  }

  #set(health: CatalogHealth): void {
    const models = decideServed(this.#listed, { reachable: health.state === 'connected', ...this.#offer });
    const changed = !sameModels(models, this.#models) || !sameHealth(health, this.#health);
    this.#models = models;
    this.#health = health;
    if (changed) for (const listener of [...this.#listeners]) listener();
  }

  #schedule(signal: AbortSignal): void {
    const { firstRetryMs, maxRetryMs } = this.#options;
    const refreshMs = this.#offer.discovery.refreshIntervalSecs * 1000;
    const retryMs = Math.min(firstRetryMs * 2 ** Math.min(this.#failures - 1, 16), maxRetryMs);
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.setTimer(
      () => {
        if (!signal.aborted) void this.refresh();
      },
      this.#failures === 0 ? refreshMs : retryMs,
    );
    if (this.#failures > 0) this.#set({ ...this.#health, nextTryAtMs: this.#clock.nowMs() + retryMs });
  }
}

const offerOf = ({ models = [], modelDiscovery = everything }: CatalogSettings) => ({
  models,
  discovery: modelDiscovery,
});

function sameModels(a: readonly CatalogModel[], b: readonly CatalogModel[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Latency and the time of the look change each time and are no news; the next try is some. */
function sameHealth(a: CatalogHealth, b: CatalogHealth): boolean {
  return (
    a.state === b.state &&
    a.version === b.version &&
    a.problem?.code === b.problem?.code &&
    a.nextTryAtMs === b.nextTryAtMs
  );
}
