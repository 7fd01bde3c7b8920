import { existsSync } from 'node:fs';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Identity } from '../../identity/index.ts';
import { defineCommand } from '../command.ts';
import { formatPairs } from '../output/table.ts';
import { loadSettings } from '../settings.ts';

/** `identity show`: the two names of the key; never the key. */
export const identityShow = defineCommand({
  name: 'identity show',
  about: 'Show the peer id and the address of this executor. The key is never shown.',
  examples: ['identity show', 'identity show --json'],
  async run(context) {
    const { config } = await loadSettings(context);
    const keyFile = config.identity.privateKeyPath;
    const environmentKey = context.environment.privateKey?.reveal();
    // `loadIdentity` would create one, and showing changes nothing.
    if (environmentKey === undefined && !existsSync(keyFile))
      throw new ExecutorError('IDENTITY_MISSING', { file: keyFile });
    const { loadIdentity } = await import('../../identity/index.ts');
    return describeIdentity(await loadIdentity({ keyFile, environmentKey }), keyFile);
  },
});

/** What is shown of an identity. */
export function describeIdentity(identity: Identity, keyFile: string) {
  const { peerId, checksumAddress: address, source } = identity;
  const isFile = source === 'file';
  const kept = isFile
    ? `${keyFile} (not encrypted yet: keep it, and a copy of it, to yourself)`
    : 'LLOOM_PRIVATE_KEY, for this run only';
  return {
    value: { peerId, address, source, keyFile: isFile ? keyFile : null, encrypted: false },
    text: formatPairs([
      ['peer id', peerId],
      ['address', address],
      ['key', kept],
    ]),
  };
}
