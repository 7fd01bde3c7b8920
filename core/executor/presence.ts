import { homedir } from 'node:os';
import type { Presence as PresenceStatus } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import { anyPlan, type ModelCatalog, type ModelLoads } from '../inference/models/index.ts';
import type { HardwareSource, Surroundings } from '../inference/resources/index.ts';
import {
  createSources,
  Presence,
  type PresenceSettings,
  type PresenceView,
  reasonOf,
  subjectOf,
} from '../inference/resources/presence/index.ts';
import type { GateState, RequestPipeline } from '../request/index.ts';
import type { ExecutorInit } from './interface.ts';
import type { Serving } from './serving.ts';

interface PresenceParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pool: BackendPool;
  readonly catalog: ModelCatalog;
  readonly loads: Pick<ModelLoads, 'list' | 'load' | 'unload'>;
  readonly hardware: HardwareSource;
  readonly pipeline: RequestPipeline;
  readonly serving: Serving;
  readonly settings: () => PresenceSettings;
  /** Models that are to be in memory from the start. */
  readonly preloaded: () => readonly string[];
  readonly onChange: () => void;
}

/** Time that models get to be made available again, milliseconds. */
const RESTORE_LIMIT_MS = 120_000;

/** Gives way to the owner with what this executor consists of. */
export function createPresence(
  parts: PresenceParts,
  init: Pick<ExecutorInit, 'desktop'>,
  surroundings: Surroundings,
): Presence {
  const { clock, logger, pool, catalog, loads, hardware, pipeline, serving, settings, onChange } = parts;
  const running = () => pipeline.views().filter(({ startedAtMs }) => startedAtMs !== null);
  const backends = () =>
    pool.members().map(({ name, client }) => ({
      name,
      busySlots: async (signal: AbortSignal) => (await client.facts({ signal })).busySlots,
      // By what it was really given: a request may name its model otherwise, and another backend may have stepped in.
      inFlight: () => pool.inFlight(name),
    }));
  const sources = createSources(
    { clock, hardware, desktop: init.desktop ?? null, settings, backends, isServing: () => running().length > 0 },
    { ...surroundings, home: surroundings.env.HOME ?? homedir() },
  );
  const gpuMemoryOf = (model: string) => catalog.models().find(({ id }) => id === model)?.gpuMemoryBytes ?? null;
  const restore = (models: readonly string[], signal: AbortSignal) => restoreModels(parts, models, signal);
  return new Presence(
    { clock, logger, loads, hardware, serving, sources, gpuMemoryOf, restore },
    { settings: settings(), onChange },
  );
}

/** Loads what was to be in memory from the start, and what its program does not load by itself. */
async function restoreModels(
  { catalog, loads, logger, preloaded }: PresenceParts,
  models: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  await catalog.refresh();
  const signal = AbortSignal.any([stop, AbortSignal.timeout(RESTORE_LIMIT_MS)]);
  const wanted = preloaded();
  for (const id of models) {
    if (signal.aborted) return;
    if (!wanted.includes(id) && catalog.find(id)?.served !== false) continue;
    await loads.load(id, anyPlan, { signal }).catch((error: unknown) => {
      if (!stop.aborted) logger.warn('a model could not be loaded again', { model: id }, error);
    });
  }
  await catalog.refresh();
}

/** The line as the status shows it: who paused by hand does not serve anyway. */
export function statusLine({ phase, line }: PresenceView, gate: GateState): string | null {
  return phase === 'held' && gate !== 'open' ? null : line;
}

/** How the executor gives way to its owner, as the contract shows it. */
export function presenceView(view: PresenceView, { presence }: Pick<ExecutorConfig, 'presence'>): PresenceStatus {
  const { phase, cause, release, ...rest } = view;
  return {
    enabled: presence.enabled,
    state: phase,
    line: rest.line,
    cause: cause && {
      signal: cause.signal,
      subject: subjectOf(cause),
      reason: reasonOf(cause.signal, cause.subject),
      sinceMs: cause.sinceMs,
    },
    release: release && {
      freedAfterMs: release.freedAfterMs,
      freedBytes: release.freedBytes,
      stillHeldBytes: release.stillHeldBytes,
      heldBy: [...release.heldBy],
      verified: release.verified,
    },
    resumesAtMs: rest.resumesAtMs,
    resumeDelayMs: presence.resumeAfterMs,
    steps: [...rest.steps],
    signals: rest.signals.map(({ signal, watched, state, detail }) => ({ signal, watched, state, detail })),
  };
}
