import type { Startable } from '../../foundation/startable.ts';
import type { BackendPool, MemberHealth } from '../backends/index.ts';
import { readAliases } from './aliases.ts';
import { type CatalogModel, decideServed, type OfferSettings } from './catalog-model.ts';
import type { DiscoverySettings, ModelSettings } from './config.ts';
import { mergeLists } from './merge-lists.ts';

interface CatalogModules {
  readonly pool: Pick<BackendPool, 'members' | 'configure' | 'refresh' | 'start' | 'stop' | 'onChange'>;
}

/** What the owner says of the models. */
export interface CatalogSettings {
  /** @defaultValue none */
  readonly models?: readonly ModelSettings[];
  /** @defaultValue everything that the backends have, looked up every 15 s */
  readonly modelDiscovery?: DiscoverySettings;
  /** Further name → id of the model behind it, or another further name. @defaultValue none */
  readonly modelAliases?: Readonly<Record<string, string>>;
}

/** Further names that are not offered. */
export interface AliasProblems {
  /** No model program has the model behind them. */
  readonly dangling: readonly string[];
  /** A model program has a model of the same name, which goes first. */
  readonly shadowed: readonly string[];
}

const everything: DiscoverySettings = {
  enabled: true,
  refreshIntervalSecs: 15,
  advertiseModels: true,
  onlyModels: [],
  unloadAfterIdleSecs: 0,
};

/** Keeps the list of the models that the backends of a pool have, and which of them are offered. */
export class ModelCatalog implements Startable {
  readonly #pool: CatalogModules['pool'];
  readonly #listeners = new Set<() => void>();
  #models: readonly CatalogModel[] = [];
  #byId: ReadonlyMap<string, CatalogModel> = new Map();
  /** What was told last; only what differs from it is news. */
  #told = '';
  #offer: OfferSettings & { readonly discovery: DiscoverySettings };
  #whyNoRoom: (id: string) => string | null = () => null;
  #unlink: (() => void) | null = null;

  constructor({ pool }: CatalogModules, settings: CatalogSettings = {}) {
    this.#pool = pool;
    this.#offer = offerOf(settings);
    this.#told = this.#state();
    this.#applyInterval();
  }

  /** Decides anew what is offered; a new interval holds from the next look on. */
  configure(settings: CatalogSettings): void {
    this.#offer = offerOf(settings);
    this.#applyInterval();
    this.#decide();
  }

  /** Decides anew what is offered, by the room that the computer has; `whyNoRoom` says in a sentence why it has none. */
  judge(whyNoRoom: (id: string) => string | null): void {
    this.#whyNoRoom = whyNoRoom;
    this.#decide();
  }

  /** Begins to look; does not wait for the first answer, so that a missing backend delays nothing. */
  async start(): Promise<void> {
    this.#unlink ??= this.#pool.onChange(() => this.#decide());
    await this.#pool.start();
  }

  async stop(): Promise<void> {
    await this.#pool.stop();
    this.#unlink?.();
    this.#unlink = null;
  }

  /** Every model, those served first. */
  models(): readonly CatalogModel[] {
    return this.#models;
  }

  /** What is offered to the network; nothing of backends that do not answer. */
  served(): readonly CatalogModel[] {
    return this.#models.filter((model) => model.served);
  }

  /** The model of this id; null when no backend has it. */
  find(id: string): CatalogModel | null {
    return this.#byId.get(id) ?? null;
  }

  /** How the first backend is. */
  health(): MemberHealth {
    return (this.#pool.members()[0] as { readonly health: MemberHealth }).health;
  }

  /** Id at its backend of what a request asks for: a model's own, or that of the model behind a further name. */
  resolve(name: string): string {
    return this.#byId.get(name)?.aliasOf ?? name;
  }

  /** Further names that lead nowhere, as far as is known: while a backend does not answer, nobody knows what it has. */
  aliasProblems(): AliasProblems {
    const members = this.#pool.members();
    const ids = new Set(members.flatMap(({ models }) => models.map(({ id }) => id)));
    const names = [...this.#offer.aliases];
    const isSure = members.every(({ health }) => health.state === 'connected');
    return {
      dangling: isSure ? names.flatMap(([alias, target]) => (ids.has(target) || ids.has(alias) ? [] : [alias])) : [],
      shadowed: names.flatMap(([alias]) => (ids.has(alias) ? [alias] : [])),
    };
  }

  /** Called after models or health changed. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks at every backend now, or joins looks that are under way. Never rejects: what failed stands in their health. */
  async refresh(): Promise<readonly CatalogModel[]> {
    await this.#pool.refresh();
    return this.#models;
  }

  #applyInterval(): void {
    this.#pool.configure({ everyMs: this.#offer.discovery.refreshIntervalSecs * 1000 });
  }

  #decide(): void {
    this.#models = decideServed(mergeLists(this.#pool.members()), { ...this.#offer, whyNoRoom: this.#whyNoRoom });
    this.#byId = new Map(this.#models.map((model) => [model.id, model]));
    const state = this.#state();
    if (state === this.#told) return;
    this.#told = state;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Latencies and the times of looks change each time and are no news; the next try is some. */
  #state(): string {
    const health = this.#pool
      .members()
      .map(({ name, health: { state, version, problem, nextTryAtMs } }) => [
        name,
        state,
        version,
        problem?.code,
        nextTryAtMs,
      ]);
    return JSON.stringify([this.#models, health]);
  }
}

const offerOf = ({ models = [], modelDiscovery = everything, modelAliases = {} }: CatalogSettings) => ({
  models,
  discovery: modelDiscovery,
  aliases: readAliases({ models, modelAliases }),
});
