import type { SignalReading } from '../interface.ts';

/** It asks for a pause. */
export const active = (subject: string | null, detail: string): SignalReading => ({ state: 'active', subject, detail });

/** It was looked at, and asks for nothing. */
export const quiet = (detail: string): SignalReading => ({ state: 'quiet', subject: null, detail });

/** This computer does not tell. */
export const notAvailable = (detail: string): SignalReading => ({ state: 'not-available', subject: null, detail });

/** What several sources of one signal say together. */
export function mergeReadings(readings: readonly SignalReading[]): SignalReading {
  return (
    readings.find(({ state }) => state === 'active') ??
    readings.find(({ state }) => state === 'quiet') ??
    readings[0] ??
    notAvailable('Nothing here tells it.')
  );
}
