import type { PresenceSignal } from './interface.ts';
import type { RuleTiming } from './rules/rules.ts';
import type { ServingHours } from './rules/schedule.ts';

/** When to step aside, and for how long. Null switches a limit off. */
export interface PresenceSettings {
  readonly enabled: boolean;
  readonly pauseForGames: boolean;
  readonly games: readonly string[];
  readonly exclude: readonly string[];
  readonly pauseForFullScreen: boolean;
  /** 0 to 1. */
  readonly otherGpuLoad: number | null;
  readonly otherGpuMemoryBytes: number | null;
  readonly pauseForBackendUse: boolean;
  readonly idleMs: number | null;
  readonly onlyWhenLocked: boolean;
  readonly pauseOnBattery: boolean;
  readonly maxTemperatureC: number | null;
  /** Hours in which to serve; none for always. */
  readonly schedule: readonly ServingHours[];
  readonly debounceMs: number;
  readonly loadDebounceMs: number;
  readonly resumeAfterMs: number;
  readonly drainMs: number;
}

/** Whether a rule asks for a signal. */
export function isWatched(signal: PresenceSignal, settings: PresenceSettings): boolean {
  if (!settings.enabled) return false;
  switch (signal) {
    case 'suspend':
      return true;
    case 'game':
      return settings.pauseForGames;
    case 'full-screen':
      return settings.pauseForFullScreen;
    case 'temperature':
      return settings.maxTemperatureC !== null;
    case 'battery':
      return settings.pauseOnBattery;
    case 'backend-use':
      return settings.pauseForBackendUse;
    case 'gpu-memory':
      return settings.otherGpuMemoryBytes !== null;
    case 'gpu-load':
      return settings.otherGpuLoad !== null;
    case 'lock':
      return settings.onlyWhenLocked;
    case 'input':
      return settings.idleMs !== null;
    case 'schedule':
      return settings.schedule.length > 0;
  }
}

/** Debounce and grace of each signal under these settings. */
export function timingOf(settings: PresenceSettings): RuleTiming {
  const { debounceMs, loadDebounceMs, resumeAfterMs } = settings;
  return (signal) => {
    switch (signal) {
      // Certain, and over when they are over.
      case 'suspend':
      case 'schedule':
        return { debounceMs: 0, graceMs: 0 };
      // The owner's absence is what these wait for already.
      case 'input':
      case 'lock':
        return { debounceMs, graceMs: 0 };
      case 'temperature':
      case 'backend-use':
      case 'gpu-memory':
      case 'gpu-load':
        return { debounceMs: loadDebounceMs, graceMs: resumeAfterMs };
      case 'game':
      case 'full-screen':
      case 'battery':
        return { debounceMs, graceMs: resumeAfterMs };
    }
  };
}
