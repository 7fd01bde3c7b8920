import { optional, pathUnit, pathValue } from '../foundation/setting-values.ts';
import { defineSection, setting } from '../foundation/settings.ts';

/** Where the identity is kept. */
export interface IdentitySettings {
  /** Absolute path of the key file. */
  readonly privateKeyPath: string;
}

/** `[identity]` of the configuration file. The default is the data folder's, which only the loader knows. */
export const identitySection = defineSection({
  name: 'identity',
  acts: 'core/identity',
  about: 'The key that gives the executor its peer id and its address.',
  keys: {
    private_key_path: setting(pathValue, {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'has the identity of the configured key file',
      },
      description: 'File with the private key. It is made on first start; keep a copy of it.',
      unit: pathUnit,
      hint: 'Write it like "~/.lloom/executor/identity_key"; on Windows put it in single quotes.',
      example: '~/.lloom/executor/identity_key',
      kind: 'path',
      inDataFolder: 'identity_key',
    }),
    ethereum_private_key_path: setting(optional(pathValue), {
      description: 'File with a second key for payments; today one key gives both peer id and address.',
      unit: pathUnit,
      example: '~/.lloom/executor/eth_key',
      kind: 'path',
      owner: 'later',
    }),
  },
  read: (values): IdentitySettings => ({ privateKeyPath: values.private_key_path }),
});
