import { type Clock, delay } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';

/** What the demo's client asks, in turn. */
const prompts = [
  'Who are you?',
  'Explain in two sentences how a loom works.',
  'Name three uses for an old graphics card.',
  'Write a haiku about a quiet fan.',
  'What is a wei?',
] as const;

/** Longest wait for the executor to be ready. */
const READY_TIMEOUT_MS = 30_000;

/** What the asking came to. */
export interface Asked {
  readonly served: number;
  readonly failed: number;
}

interface AskerModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Settles when the executor serves. */
  ready(signal: AbortSignal): Promise<void>;
  /** One request and its verified answer. */
  ask(prompt: string, signal: AbortSignal): Promise<void>;
}

/**
 * Asks one question after the other, until `requests` are done or the signal is aborted.
 *
 * @returns How many were answered and how many were not; never rejects.
 */
export async function askAround(
  modules: AskerModules,
  options: { readonly requests: number; readonly everyMs: number; readonly signal: AbortSignal },
): Promise<Asked> {
  const { clock, logger } = modules;
  const { requests, everyMs, signal } = options;
  let served = 0;
  let failed = 0;
  try {
    await modules.ready(AbortSignal.any([signal, AbortSignal.timeout(READY_TIMEOUT_MS)]));
    while (served + failed < requests) {
      const prompt = prompts[(served + failed) % prompts.length] ?? prompts[0];
      await modules.ask(prompt, signal).then(
        () => served++,
        (error: unknown) => {
          if (signal.aborted) throw error;
          failed++;
          logger.warn('A request of the demo failed', {}, error);
        },
      );
      if (served + failed < requests) await delay(clock, everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) logger.error('The demo ended early', {}, error);
  }
  return { served, failed };
}
