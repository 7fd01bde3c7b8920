import type { ValidationRule } from '../interface.ts';

/** The owner serves this client. The address is the one that the request names; whether it signed is checked after. */
export const clientRule: ValidationRule = {
  name: 'client',
  codes: ['VALIDATION_CLIENT_REFUSED'],
  check: ({ request, peerId }, { clients }) =>
    clients.admits(peerId, request.signer) ? null : { code: 'VALIDATION_CLIENT_REFUSED' },
};
