import type { ValidationRule } from '../interface.ts';

/** The request names us: by peer id, as the network's client does, or by EVM address in any case. */
export const addresseeRule: ValidationRule = {
  name: 'addressee',
  codes: ['VALIDATION_WRONG_ADDRESSEE'],
  check({ request }, { self }) {
    const named = request.payload.executor_address;
    if (named === self.peerId || named.toLowerCase() === self.address) return null;
    return { code: 'VALIDATION_WRONG_ADDRESSEE' };
  },
};
