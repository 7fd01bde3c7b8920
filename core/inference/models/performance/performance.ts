import type { Clock } from '../../../foundation/clock.ts';
import type { Completion } from '../../backends/interface.ts';
import { type AnswerFigures, RollingFigures } from './rolling-figures.ts';

/** How fast a model is, and who says so. Null for what nobody says. */
export interface PerformanceFigures {
  /** Of one answer, once it has begun. */
  readonly tokensPerSecond: number | null;
  readonly timeToFirstTokenMs: number | null;
  /** Of a whole answer, milliseconds; null where it was not measured. */
  readonly latencyMs: number | null;
  /** Answers of those that were tried, 0 to 1; null where it was not measured. */
  readonly successRate: number | null;
  readonly source: 'configured' | 'benchmark' | 'measured';
}

/** What the owner says of how fast a model is. */
export interface ConfiguredPerformance {
  /** Id of the model at its backend. */
  readonly name: string;
  readonly tokensPerSecond: number | null;
  readonly firstTokenLatencyMs: number | null;
}

/** What a benchmark found of one request at a time. */
export interface BenchmarkedPerformance {
  readonly tokensPerSecond: number | null;
  readonly timeToFirstTokenMs: number | null;
}

/** Models that are remembered; peers can only ask for served ones. */
const MAX_MODELS = 1024;
/** What is announced changes at most this often, milliseconds: each change is a message to every validator. */
const ANNOUNCE_GAP_MS = 60_000;
/** Change that is worth an announcement, as a part of what was announced. */
const WORTH_TELLING = 0.2;

/**
 * How fast each model is: by its own answers, otherwise by a benchmark, otherwise by what the owner says. Ids are those
 * of the backend.
 */
export class Performance {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #measured = new Map<string, RollingFigures>();
  readonly #benchmarked = new Map<string, BenchmarkedPerformance>();
  #configured: ReadonlyMap<string, ConfiguredPerformance>;
  readonly #announced = new Map<string, { readonly figures: PerformanceFigures; readonly atMs: number }>();
  /** When something was told of each model last, also of those that are not announced. */
  readonly #toldAtMs = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(
    modules: { readonly clock: Pick<Clock, 'monotonicMs'> },
    configured: readonly ConfiguredPerformance[] = [],
  ) {
    this.#clock = modules.clock;
    this.#configured = byName(configured);
  }

  /** What the owner says from now on. */
  configure(configured: readonly ConfiguredPerformance[]): void {
    this.#configured = byName(configured);
    this.#tell();
  }

  /** An answer was completed. */
  measured(model: string, completion: Pick<Completion, keyof AnswerFigures>): void {
    this.#rolling(model).add(completion);
    this.#noticed(model);
  }

  /** Its program failed; not for what a client gave up. */
  failed(model: string): void {
    this.#rolling(model).fail();
    this.#noticed(model);
  }

  /** A benchmark ended. */
  benchmarked(model: string, found: BenchmarkedPerformance): void {
    const { tokensPerSecond, timeToFirstTokenMs } = found;
    const before = this.#benchmarked.get(model);
    if (before?.tokensPerSecond === tokensPerSecond && before.timeToFirstTokenMs === timeToFirstTokenMs) return;
    remember(this.#benchmarked, model, { tokensPerSecond, timeToFirstTokenMs });
    this.#tell();
  }

  /** The best that is known; null for nothing. */
  figures(model: string): PerformanceFigures | null {
    const measured = this.#measured.get(model)?.figures() ?? null;
    const base = this.#unmeasured(model);
    if (measured === null || measured.tokensPerSecond === null) {
      if (base === null) return measured && { ...measured, source: 'measured' };
      return measured ? { ...base, latencyMs: measured.latencyMs, successRate: measured.successRate } : base;
    }
    return {
      ...measured,
      timeToFirstTokenMs: measured.timeToFirstTokenMs ?? base?.timeToFirstTokenMs ?? null,
      source: 'measured',
    };
  }

  /** The figures for announcements: they change seldom, and only when it is worth it. */
  announced(model: string): PerformanceFigures | null {
    const figures = this.figures(model);
    const last = this.#announced.get(model);
    if (figures === null) return null;
    const nowMs = this.#clock.monotonicMs();
    if (last && !(isNews(last.figures, figures) && nowMs - last.atMs >= ANNOUNCE_GAP_MS)) return last.figures;
    remember(this.#announced, model, { figures, atMs: nowMs });
    return figures;
  }

  /** Called when something changed that is worth an announcement. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #unmeasured(model: string): PerformanceFigures | null {
    const nothingElse = { latencyMs: null, successRate: null };
    const benchmarked = this.#benchmarked.get(model);
    if (benchmarked) return { ...benchmarked, ...nothingElse, source: 'benchmark' };
    const own = this.#configured.get(model);
    if (!own || (own.tokensPerSecond === null && own.firstTokenLatencyMs === null)) return null;
    const { tokensPerSecond, firstTokenLatencyMs: timeToFirstTokenMs } = own;
    return { tokensPerSecond, timeToFirstTokenMs, ...nothingElse, source: 'configured' };
  }

  #rolling(model: string): RollingFigures {
    const found = this.#measured.get(model) ?? new RollingFigures();
    remember(this.#measured, model, found);
    return found;
  }

  #noticed(model: string): void {
    const last = this.#announced.get(model);
    const figures = this.figures(model);
    if (figures === null || (last && !isNews(last.figures, figures))) return;
    const nowMs = this.#clock.monotonicMs();
    const toldAtMs = Math.max(
      last?.atMs ?? Number.NEGATIVE_INFINITY,
      this.#toldAtMs.get(model) ?? Number.NEGATIVE_INFINITY,
    );
    if (nowMs - toldAtMs < ANNOUNCE_GAP_MS) return;
    remember(this.#toldAtMs, model, nowMs);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function isNews(before: PerformanceFigures, now: PerformanceFigures): boolean {
  if (before.source !== now.source) return true;
  return (['tokensPerSecond', 'timeToFirstTokenMs', 'latencyMs', 'successRate'] as const).some((name) => {
    const [old, next] = [before[name], now[name]];
    return old === null || next === null ? old !== next : Math.abs(next - old) > WORTH_TELLING * Math.abs(old);
  });
}

function remember<Value>(map: Map<string, Value>, model: string, value: Value): void {
  if (!map.has(model) && map.size >= MAX_MODELS) map.clear();
  map.set(model, value);
}

const byName = (configured: readonly ConfiguredPerformance[]) => new Map(configured.map((own) => [own.name, own]));
