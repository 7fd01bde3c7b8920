import { expect } from 'vitest';
import { type ErrorCode, ExecutorError } from '../../core/foundation/errors/index.ts';

/** Expects a promise to reject with this code, and returns the error. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<ExecutorError> {
  const outcome: unknown = await promise.then(
    (value) => ({ resolvedTo: value }),
    (error: unknown) => error,
  );
  expect(outcome, `expected a rejection with ${code}`).toBeInstanceOf(ExecutorError);
  const error = outcome as ExecutorError;
  expect(error.code).toBe(code);
  return error;
}
