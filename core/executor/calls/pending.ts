import { ExecutorError } from '../../foundation/errors/index.ts';

/** @throws `FEATURE_NOT_AVAILABLE` */
export async function pending(feature: string): Promise<never> {
  throw new ExecutorError('FEATURE_NOT_AVAILABLE', { feature });
}
