import type { Problem } from '../../core/control/schemas/common.ts';
import { type ErrorCode, errorTable } from '../../core/foundation/errors/index.ts';

/** An error of this code as the executor tells it. */
export function problemOf(code: ErrorCode): Problem {
  const { message, hint } = errorTable[code];
  return { code, message, hint, details: {} };
}
