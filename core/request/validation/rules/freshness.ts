import { MAX_MESSAGE_AGE_SEC } from '../../../protocol/index.ts';
import type { ValidationRule } from '../interface.ts';

/** The envelope was stamped at most 300 s ago, and at most 300 s ahead of our clock, as the network checks it. */
export const freshnessRule: ValidationRule = {
  name: 'freshness',
  codes: ['VALIDATION_STALE'],
  check({ request }, { nowSec }) {
    const ageSec = BigInt(nowSec) - request.timestamp;
    if (ageSec <= MAX_MESSAGE_AGE_SEC && ageSec >= -MAX_MESSAGE_AGE_SEC) return null;
    return { code: 'VALIDATION_STALE', details: { ageSec: ageSec.toString() } };
  },
};
