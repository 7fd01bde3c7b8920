import { Secret } from '../secret.ts';

/** The environment as the program was started with, without the private key. Empty values count as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program takes from its environment once, before anything else. */
export interface TakenEnvironment {
  /** Frozen copy without the private key. */
  readonly env: Environment;
  /** `LLOOM_PRIVATE_KEY` as it was written; null when unset or empty. It wins for this run and is never stored. */
  readonly privateKey: Secret | null;
}

const privateKeyName = 'LLOOM_PRIVATE_KEY';

/**
 * Takes the private key out of `live`, so that no child process inherits it, and copies the rest.
 *
 * @param live - `process.env` of a program entry point; the key is deleted from it.
 */
export function takeEnvironment(live: Record<string, string | undefined>): TakenEnvironment {
  const text = live[privateKeyName];
  delete live[privateKeyName];
  return { env: Object.freeze({ ...live }), privateKey: text ? new Secret(text) : null };
}
