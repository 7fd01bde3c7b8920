import { isExecutorError } from '../../../foundation/errors/index.ts';
import { tellsOfMemory } from '../../backends/index.ts';

/** True for a failure of a model program that says that memory was short. */
export function isOutOfMemory(error: unknown): boolean {
  if (!isExecutorError(error)) return false;
  if (error.code.endsWith('_NO_MEMORY')) return true;
  const { reason } = error.details;
  if (reason === 'out-of-memory') return true;
  if (typeof reason === 'string' && tellsOfMemory(reason)) return true;
  return error.cause instanceof Error && tellsOfMemory(error.cause.message);
}
