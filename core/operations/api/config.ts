import { z } from 'zod';
import {
  listenUnit,
  listenValue,
  optional,
  pathUnit,
  pathValue,
  secretValue,
} from '../../foundation/setting-values.ts';
import { defineLaterSection, setting } from '../../foundation/settings.ts';

const file = { unit: pathUnit, kind: 'path', mustExist: true } as const;

/** `[api]` of the configuration file. */
export const apiSection = defineLaterSection({
  name: 'api',
  about: 'The HTTP interface for the owner.',
  acts: 'core/operations/api',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether there is one.',
      unit: 'true or false',
    }),
    listen_address: setting(listenValue.default('127.0.0.1:8080'), {
      description: 'Where it listens.',
      unit: listenUnit,
      door: true,
    }),
    auth_token: setting(optional(secretValue), {
      description: 'What a caller has to show; left out, EXECUTOR_API_TOKEN is taken.',
      unit: `text, or \${NAME} of an environment variable`,
      kind: 'secret',
    }),
    tls_cert: setting(optional(pathValue), { description: 'Certificate of the server, PEM.', ...file }),
    tls_key: setting(optional(pathValue), { description: 'Private key of the certificate, PEM.', ...file }),
  },
});
