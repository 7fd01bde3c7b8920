import { z } from 'zod';
import { defineSection, setting } from '../../foundation/settings.ts';
import type { ClientListSettings } from './client-lists.ts';
import { clientNameSchema, normalClientName } from './client-names.ts';

/** Most entries of a list. */
const MAX_CLIENTS = 10_000;
const file = 'test/integration/executor/client-lists.test.ts';
const unit = `list of at most ${MAX_CLIENTS} addresses ("0x…", upper or lower case) and peer ids ("16Uiu2HA…")`;

const clients = z.array(clientNameSchema).max(MAX_CLIENTS).default([]);

/** `[client_lists]` of the configuration file. */
export const clientListsSection = defineSection({
  name: 'client_lists',
  about: 'Whom the executor serves. A client is named by the address that signs its requests, or by its peer id.',
  acts: 'core/request/validation',
  reload: 'now',
  keys: {
    allow: setting(clients, {
      description: 'Only these clients are served; an empty list serves everybody.',
      unit,
      test: { file, title: 'only clients of the allow list are served, named by address or by peer id' },
    }),
    block: setting(clients, {
      description: 'These clients are not served, even when they are on the allow list.',
      unit,
      test: { file, title: 'a client of the block list is not served, whatever the allow list says' },
    }),
  },
  read: (values): ClientListSettings => ({
    allow: values.allow.map(normalClientName),
    block: values.block.map(normalClientName),
  }),
});
