import { MAX_DEADLINE_AHEAD_SEC } from '../../../protocol/index.ts';
import type { ValidationRule } from '../interface.ts';

/** How long after its deadline a request is still taken: clocks differ, and the answer may still be welcome. */
export const DEADLINE_TOLERANCE_SEC = 30;

/** The client's deadline lies within the next 24 hours. */
export const deadlineRule: ValidationRule = {
  name: 'deadline',
  codes: ['VALIDATION_DEADLINE_PASSED'],
  check({ request }, { nowSec }) {
    const leftSec = request.payload.deadline - BigInt(nowSec);
    if (leftSec >= -DEADLINE_TOLERANCE_SEC && leftSec <= MAX_DEADLINE_AHEAD_SEC) return null;
    return { code: 'VALIDATION_DEADLINE_PASSED', details: { leftSec: leftSec.toString() } };
  },
};
