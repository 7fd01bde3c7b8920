import type { Probe, SeenGpu } from '../probe.ts';
import { type Controller, parseControllers } from './parse-controllers.ts';

/** What graphics controllers there are changes hardly ever, and asking costs seconds of a program of the system. */
const EVERY_MS = 300_000;

/**
 * The GPU of a Mac: what it is. Asked once in five minutes, for systeminformation reads the displays' settings, too, and
 * has the event loop wait for a few milliseconds for that. It is not used under Windows and Linux, where it would wait for
 * `nvidia-smi` in the same way.
 */
export function controllersProbe(): Probe<readonly SeenGpu[]> {
  return {
    name: 'graphics controllers',
    everyMs: EVERY_MS,
    async look() {
      const { graphics } = await import('systeminformation');
      const { controllers } = await graphics();
      const value = parseControllers(controllers satisfies readonly Controller[]);
      if (value.length === 0) return { state: 'not-available', detail: 'The system names no GPU.' };
      return { state: 'ok', value, detail: 'Tells what the GPU is, not how busy it is.' };
    },
  };
}
