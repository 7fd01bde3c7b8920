import type { Problem, Status } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import { toExecutorError } from '../foundation/errors/index.ts';
import type { Identity } from '../identity/index.ts';
import type { BackendPool, PoolMember } from '../inference/backends/index.ts';
import type { AliasProblems, ModelCatalog, ModelLoads } from '../inference/models/index.ts';
import type { LedgerReader, LedgerSum } from '../money/ledger/index.ts';
import { aboveClientOffer, type Pricing, type Quote } from '../money/pricing/index.ts';
import type { ExecutorNetwork } from '../network/index.ts';
import type { RequestPipeline } from '../request/index.ts';
import type { PluginHost } from '../request/plugins/index.ts';
import type { ExecutorAbout } from './interface.ts';
import type { ProgramSearch } from './program-search.ts';
import type { Recent } from './recent.ts';
import type { LiveConfig } from './reload/index.ts';
import { deriveState, type Lifecycle, problemOf } from './state.ts';

interface StateModules {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly ledger: Pick<LedgerReader, 'sum'>;
  readonly pool: Pick<BackendPool, 'members'>;
  readonly programs: Pick<ProgramSearch, 'nobody'>;
  readonly catalog: Pick<ModelCatalog, 'served' | 'aliasProblems'>;
  readonly loads: Pick<ModelLoads, 'list'>;
  readonly pricing: Pick<Pricing, 'base' | 'quote'>;
  readonly network: Pick<ExecutorNetwork, 'status'>;
  readonly pipeline: Pick<RequestPipeline, 'counts' | 'gate'>;
  readonly recent: Recent;
  readonly plugins: Pick<PluginHost, 'problems'>;
  readonly presence: { line(): string | null };
  readonly config: Pick<LiveConfig, 'problems' | 'warnings'>;
}

/** Puts the status together from what the modules know at this moment. */
export class ExecutorState {
  readonly #modules: StateModules;
  readonly #about: ExecutorAbout;
  readonly #onChange: () => void;
  readonly #startedAtMs: number;
  #lifecycle: Lifecycle = 'starting';
  #revision = 0;
  #lastSum: Pick<LedgerSum, 'accruedWei' | 'answers'> = { accruedWei: 0n, answers: 0 };
  #ledgerProblem: Problem | null = null;

  constructor(modules: StateModules, options: { about: ExecutorAbout; onChange: () => void }) {
    this.#modules = modules;
    this.#about = options.about;
    this.#onChange = options.onChange;
    this.#startedAtMs = modules.clock.nowMs();
  }

  enter(lifecycle: Lifecycle): void {
    this.#lifecycle = lifecycle;
    this.#onChange();
  }

  /** True between start and stop. */
  get isRunning(): boolean {
    return this.#lifecycle === 'running';
  }

  /** The status with the next revision. */
  status(): Status {
    const { identity, clock, pool, programs, catalog, loads, network, pipeline, recent, config, plugins } =
      this.#modules;
    const { face, demo, version, dataFolder } = this.#about;
    const { listenAddresses, publishedAddresses, bootstrap, peerCount, movedFromPort, switchedOff } = network.status();
    const backends = pool.members().map(backendStatus);
    const modelsServed = new Set(catalog.served().map(({ id, aliasOf }) => aliasOf ?? id)).size;
    const fromMs = startOfDayMs(clock.nowMs());
    const today = this.#sumFrom(fromMs);
    const facts = {
      lifecycle: this.#lifecycle,
      gate: pipeline.gate.state,
      backends,
      noPrograms: programs.nobody,
      modelsServed,
      bootstrap,
      switchedOff,
      portMoved: movedFromPort === null ? null : { from: movedFromPort, to: portOf(listenAddresses) },
    };
    this.#revision += 1;
    return {
      revision: this.#revision,
      ...deriveState({
        ...facts,
        ledgerProblem: this.#ledgerProblem,
        aboveClientOffer: this.#asked().some(aboveClientOffer),
        pluginProblems: plugins.problems().map(({ code, details }) => problemOf(code, details)),
        configProblems: [...config.problems(), ...aliasProblems(catalog.aliasProblems())],
        warnings: config.warnings(),
      }),
      face,
      demo,
      version,
      dataFolder,
      startedAtMs: this.#startedAtMs,
      identity: { peerId: identity.peerId, address: identity.checksumAddress, source: identity.source },
      network: {
        listenAddresses: [...listenAddresses],
        publishedAddresses: [...publishedAddresses],
        bootstrap: [...bootstrap],
        peerCount,
      },
      backend: backends[0] as Status['backend'],
      backends,
      requests: { ...pipeline.counts(), perMinute: recent.perMinute() },
      modelsServed,
      modelsLoaded: loads.list().flatMap(({ id, state }) => (state === 'loaded' ? [id] : [])),
      presenceLine: this.#modules.presence.line(),
      today: { accruedWei: today.accruedWei.toString(), answers: today.answers, fromMs },
    };
  }

  /** The prices that are asked at present: of each model that is served, or the base prices while none is. */
  #asked(): readonly Quote[] {
    const { catalog, pricing } = this.#modules;
    const served = catalog.served();
    return served.length === 0 ? [pricing.base] : served.map(({ id, aliasOf }) => pricing.quote(id, aliasOf ?? id));
  }

  /** What was accrued since then; the last known sum, and a problem, while the ledger cannot be read. */
  #sumFrom(fromMs: number): Pick<LedgerSum, 'accruedWei' | 'answers'> {
    try {
      this.#lastSum = this.#modules.ledger.sum({ fromMs, toMs: Number.MAX_SAFE_INTEGER });
      this.#ledgerProblem = null;
    } catch (thrown) {
      const { code, details } = toExecutorError(thrown, 'LEDGER_UNAVAILABLE');
      this.#ledgerProblem = problemOf(code, details);
    }
    return this.#lastSum;
  }
}

/** A backend as the contract shows it. */
function backendStatus({ client: { kind, name }, baseUrl, health, breaker: circuit }: PoolMember) {
  return { kind, name, baseUrl, ...health, problem: problemOfBackend(name, health, circuit), circuit };
}

function problemOfBackend(name: string, { problem }: PoolMember['health'], { state }: PoolMember['breaker']) {
  if (problem !== null) return problemOf(problem.code, problem.details);
  return state === 'open' ? problemOf('BACKEND_CIRCUIT_OPEN', { backend: name }) : null;
}

/** Names that are shown of a problem at most. */
const MAX_NAMES = 20;

/** Further names that are not offered, for the owner. */
function aliasProblems({ dangling, shadowed }: AliasProblems): readonly Problem[] {
  const told = (code: 'MODEL_ALIAS_DANGLING' | 'MODEL_ALIAS_SHADOWED', names: readonly string[]) =>
    names.length === 0 ? [] : [problemOf(code, { aliases: names.slice(0, MAX_NAMES), count: names.length })];
  return [...told('MODEL_ALIAS_DANGLING', dangling), ...told('MODEL_ALIAS_SHADOWED', shadowed)];
}

/** Local midnight before this time. */
function startOfDayMs(nowMs: number): number {
  const day = new Date(nowMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** Port of a listen address; 0 while there is none. */
function portOf(listenAddresses: readonly string[]): number {
  return Number(/\/tcp\/(\d+)/.exec(listenAddresses[0] ?? '')?.[1] ?? 0);
}
