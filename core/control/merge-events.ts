import type { Clock } from '../foundation/clock.ts';
import type { EventListener, EventName } from './contract.ts';

/** Four a second are as many as an eye follows. */
const defaultIntervalMs = 250;

/** A listener that passes events on at a bearable rate. */
export interface MergedEvents {
  readonly listener: EventListener;
  /** Forgets what waits; nothing is passed on afterwards. */
  stop(): void;
}

/**
 * Passes the first event of a name on at once, and later ones of that name at most once an interval.
 * Of several that wait only the newest is kept: each event carries the whole new value.
 *
 * @param options.intervalMs - Least milliseconds between two events of one name, default 250.
 */
export function mergeEvents(
  listener: EventListener,
  modules: { readonly clock: Clock },
  options: { readonly intervalMs?: number } = {},
): MergedEvents {
  const intervalMs = options.intervalMs ?? defaultIntervalMs;
  let stopped = false;
  /** Per name: what cancels its running interval, and the newest event that came during it. */
  const running = new Map<EventName, { cancel: () => void; send: (() => void) | null }>();
  const openInterval = (name: EventName): void => {
    const cancel = modules.clock.setTimer(() => {
      const send = running.get(name)?.send;
      running.delete(name);
      if (!send) return;
      openInterval(name);
      send();
    }, intervalMs);
    running.set(name, { cancel, send: null });
  };
  return {
    listener(name, payload) {
      if (stopped) return;
      const interval = running.get(name);
      if (interval) {
        interval.send = () => listener(name, payload);
        return;
      }
      openInterval(name);
      listener(name, payload);
    },
    stop() {
      stopped = true;
      for (const interval of running.values()) interval.cancel();
      running.clear();
    },
  };
}
