import { useSyncExternalStore } from 'react';

/** One ticker a period for the whole window; it stops when nobody looks. */
function createTicker(periodMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | null = null;
  let nowMs = Date.now();
  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      nowMs = Date.now();
      timer ??= setInterval(() => {
        nowMs = Date.now();
        for (const each of [...listeners]) each();
      }, periodMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
    get(): number {
      // Between ticks the value must stay the same, or React renders for ever.
      if (listeners.size === 0 && Date.now() - nowMs >= periodMs) nowMs = Date.now();
      return nowMs;
    },
  };
}

const everySecond = createTicker(1000);

/** The wall time, new once a second. Only small components use it, so that a second costs little. */
export const useNow = (): number => useSyncExternalStore(everySecond.subscribe, everySecond.get);
