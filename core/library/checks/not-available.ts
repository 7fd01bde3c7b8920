import { ExecutorError } from '../../foundation/errors/index.ts';

/**
 * Refuses what a later version will do. A setter that did nothing would be a promise that is not kept.
 *
 * @param feature - Name of the call or property, as the caller wrote it.
 * @throws `FEATURE_NOT_AVAILABLE` with `{feature}`
 */
export function notAvailable(feature: string): never {
  throw new ExecutorError('FEATURE_NOT_AVAILABLE', { feature });
}
