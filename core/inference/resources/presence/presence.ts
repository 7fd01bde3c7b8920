import { type Clock, delay } from '../../../foundation/clock.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { HardwareSource } from '../interface.ts';
import type { PauseCause, PresenceSignal, ReleaseReport, SignalReading, SignalSource } from './interface.ts';
import { presenceSignals } from './interface.ts';
import { type PresencePhase, presenceLine, reasonOf } from './line.ts';
import { MemoryRelease, type MemoryReleaseModules } from './release/memory-release.ts';
import { calmRules, followRules, overrideRules, type RuleCause, type RulesState, stepRules } from './rules/rules.ts';
import { isWatched, type PresenceSettings, timingOf } from './settings.ts';
import { mergeReadings } from './signals/readings.ts';
import { SignalWatch } from './signals/signal-watch.ts';
import { StepLog } from './step-log.ts';

/** What presence does to serving. */
export interface PresenceServing {
  /** Takes no more requests, and tells the network. */
  stepAside(): void;
  /** Takes requests again, unless something else keeps them out. */
  comeBack(): void;
  /** Requests between arrival and their last word. */
  active(): number;
  /** Closes what is not finished, so that its client asks another executor. */
  handBack(): void;
  whenIdle(): Promise<void>;
}

export interface PresenceModules extends MemoryReleaseModules {
  readonly hardware: HardwareSource;
  readonly serving: PresenceServing;
  readonly sources: readonly SignalSource[];
  /** Loads models again that were let go and that serving needs in memory, until the signal. Never rejects. */
  restore(models: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Everything that is shown of it. */
export interface PresenceView {
  readonly phase: PresencePhase;
  readonly line: string | null;
  readonly cause: PauseCause | null;
  readonly release: ReleaseReport | null;
  /** Wall time, milliseconds. */
  readonly resumesAtMs: number | null;
  readonly steps: StepLog['steps'];
  readonly signals: readonly (SignalReading & { readonly signal: PresenceSignal; readonly watched: boolean })[];
}

/** A pause that began and has not ended. */
interface RunningPause {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** Null where the models stay. */
  readonly memory: MemoryRelease | null;
}

/** Time that closed streams get until their requests have their last word. */
const HAND_BACK_LIMIT_MS = 2000;

/** Watches the signals, obeys the rules, and steps aside and comes back by them. */
export class Presence implements Startable {
  readonly #modules: PresenceModules;
  readonly #onChange: () => void;
  readonly #watches: readonly SignalWatch[];
  readonly #steps: StepLog;
  #settings: PresenceSettings;
  #rules: RulesState = calmRules;
  #phase: PresencePhase = 'off';
  #release: ReleaseReport | null = null;
  #pause: RunningPause | null = null;
  /** Ends the loading of what the last pause unloaded. */
  #restoring = new AbortController();
  #cancelTimer = () => {};
  #started = false;

  constructor(
    modules: PresenceModules,
    options: { readonly settings: PresenceSettings; readonly onChange: () => void },
  ) {
    this.#modules = modules;
    this.#settings = options.settings;
    this.#onChange = options.onChange;
    this.#steps = new StepLog(modules);
    const onReading = () => this.#step();
    this.#watches = modules.sources.map((source) => new SignalWatch({ ...modules, onReading }, source));
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#watchWanted();
    this.#step();
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#restoring.abort();
    this.#cancelTimer();
    this.#pause?.abort.abort();
    await this.#pause?.done;
    await Promise.all(this.#watches.map((watch) => watch.stop()));
  }

  /** Holds from now on. */
  configure(settings: PresenceSettings): void {
    this.#settings = settings;
    if (!this.#started) return;
    this.#watchWanted();
    if (!settings.enabled) this.#rules = calmRules;
    for (const watch of this.#watches) watch.lookNow();
    this.#step();
  }

  /** The owner says "serve anyway", until each cause that is there has ended once. */
  serveAnyway(): void {
    this.#take(overrideRules(this.#rules, this.#nowMs(), timingOf(this.#settings)));
  }

  /** The owner takes that back. */
  follow(): void {
    this.#take(followRules(this.#rules, this.#nowMs(), timingOf(this.#settings)));
  }

  view(): PresenceView {
    const { decision } = this.#rules;
    const cause = decision.kind === 'pause' ? decision.cause : decision.held;
    const resumesAtMs = decision.kind === 'pause' ? decision.resumesAtMs : null;
    const { resumeAfterMs: resumeDelayMs } = this.#settings;
    return {
      phase: this.#phase,
      line: presenceLine({ phase: this.#phase, cause, release: this.#release, resumeDelayMs }),
      cause: cause && { signal: cause.signal, subject: cause.subject, sinceMs: this.#wallMs(cause.sinceMs) },
      release: this.#release,
      resumesAtMs: resumesAtMs === null ? null : this.#wallMs(resumesAtMs),
      steps: this.#steps.steps,
      signals: presenceSignals.map((signal) => this.#signalView(signal)),
    };
  }

  #signalView(signal: PresenceSignal) {
    const watches = this.#watches.filter(({ source }) => source.signal === signal);
    return {
      signal,
      watched: isWatched(signal, this.#settings),
      ...mergeReadings(watches.map(({ reading }) => reading)),
    };
  }

  #watchWanted(): void {
    for (const watch of this.#watches) {
      if (isWatched(watch.source.signal, this.#settings)) watch.start();
      else if (watch.isWanted) void watch.stop();
    }
  }

  #step(): void {
    if (!this.#started) return;
    const seen = presenceSignals.flatMap((signal) => {
      const { watched, state, subject } = this.#signalView(signal);
      return watched && state === 'active' ? [{ signal, subject }] : [];
    });
    this.#take(stepRules(this.#rules, seen, this.#nowMs(), timingOf(this.#settings)));
  }

  #take(rules: RulesState): void {
    const wasPaused = this.#rules.decision.kind === 'pause';
    this.#rules = rules;
    this.#cancelTimer();
    if (rules.nextAtMs !== null) {
      const waitMs = Math.max(1, rules.nextAtMs - this.#nowMs());
      this.#cancelTimer = this.#modules.clock.setTimer(() => this.#step(), waitMs);
    }
    const { decision } = rules;
    if (decision.kind === 'pause') {
      if (this.#pause === null) this.#begin(decision.cause);
      else if (this.#phase === 'paused' || this.#phase === 'resuming')
        this.#enter(decision.resumesAtMs === null ? 'paused' : 'resuming');
    } else {
      if (this.#pause !== null || wasPaused) this.#end();
      this.#enter(this.#settings.enabled ? (decision.held === null ? 'watching' : 'held') : 'off');
    }
    this.#onChange();
  }

  #enter(phase: PresencePhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#onChange();
  }

  #begin(cause: RuleCause): void {
    const { logger, serving } = this.#modules;
    const abort = new AbortController();
    this.#restoring.abort();
    this.#restoring = new AbortController();
    this.#release = {
      verified: 'pending',
      freedAfterMs: null,
      freedBytes: null,
      stillHeldBytes: null,
      heldBy: [],
      backends: [],
    };
    logger.info('serving steps aside for the owner', { signal: cause.signal });
    const { detail } = this.#signalView(cause.signal);
    this.#steps.begin(cause, detail);
    serving.stepAside();
    this.#phase = 'draining';
    const keepsModels = cause.signal === 'backend-use' || cause.signal === 'suspend';
    const memory = keepsModels ? null : new MemoryRelease(this.#modules, { sinceMs: cause.sinceMs });
    const done = this.#stepAside(memory, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) logger.error('stepping aside failed', {}, error);
    });
    this.#pause = { abort, done, memory };
  }

  async #stepAside(memory: MemoryRelease | null, signal: AbortSignal): Promise<void> {
    await this.#drain(signal);
    if (memory === null) {
      this.#release = null;
      return this.#arrive(null);
    }
    this.#enter('unloading');
    const report = await memory.run(signal);
    // The pause may have ended during the last look, and another one may have begun.
    signal.throwIfAborted();
    this.#release = report;
    this.#steps.released(report, memory.released.length);
    this.#arrive(report);
    if (report.verified === 'still-held') this.#watchHeld(memory, signal);
  }

  /** Lets requests end for a while, and closes the others. */
  async #drain(signal: AbortSignal): Promise<void> {
    const { clock, serving } = this.#modules;
    const atFirst = serving.active();
    await settledWithin(clock, serving.whenIdle(), this.#settings.drainMs, signal);
    const left = serving.active();
    serving.handBack();
    await settledWithin(clock, serving.whenIdle(), HAND_BACK_LIMIT_MS, signal);
    this.#steps.drained(atFirst - left, left);
  }

  #arrive(report: ReleaseReport | null): void {
    const { decision } = this.#rules;
    if (decision.kind !== 'pause') return;
    this.#phase = decision.resumesAtMs === null ? 'paused' : 'resuming';
    const level = report?.verified === 'still-held' ? 'warn' : 'info';
    const { signal, subject } = decision.cause;
    const line = presenceLine({ phase: 'paused', cause: { signal, subject }, release: report, resumeDelayMs: 0 });
    this.#modules.logger[level](line ?? reasonOf(signal, subject));
    this.#onChange();
  }

  /** What is still held may become free later, and is told then. */
  #watchHeld(memory: MemoryRelease, signal: AbortSignal): void {
    const end = this.#modules.hardware.onReading((reading) => {
      void memory.judge(reading).then((report) => {
        if (signal.aborted || report.verified === 'not-measurable') return;
        this.#release = report;
        if (report.verified === 'freed') end();
        this.#onChange();
      });
    });
    signal.addEventListener('abort', end, { once: true });
  }

  #end(): void {
    const { logger, serving } = this.#modules;
    const pause = this.#pause;
    this.#pause = null;
    pause?.abort.abort();
    this.#release = null;
    this.#steps.ended();
    logger.info('serving comes back');
    serving.comeBack();
    const released = pause?.memory?.released ?? [];
    if (released.length > 0 && this.#started) void this.#modules.restore(released, this.#restoring.signal);
  }

  #nowMs(): number {
    return this.#modules.clock.monotonicMs();
  }

  #wallMs(monotonicMs: number): number {
    const { clock } = this.#modules;
    return Math.round(clock.nowMs() - clock.monotonicMs() + monotonicMs);
  }
}

/** Waits for the work, but not for longer than this. @throws the reason of the signal */
async function settledWithin(clock: Clock, work: Promise<void>, limitMs: number, signal: AbortSignal): Promise<void> {
  const limit = new AbortController();
  const waited = delay(clock, limitMs, AbortSignal.any([limit.signal, signal])).catch(() => {});
  await Promise.race([work, waited]);
  limit.abort();
  signal.throwIfAborted();
}
