import { createConfigFile } from '../../foundation/config/index.ts';
import { defineCommand } from '../command.ts';
import { formatPairs } from '../output/table.ts';
import { loadSettings } from '../settings.ts';

/** `init`: the commented default configuration and the identity. */
export const init = defineCommand({
  name: 'init',
  about: 'Create the configuration file, with comments, and the identity.',
  more: 'Files that are there already are never overwritten. "start" works without it: everything has a default.',
  examples: ['init', 'init --data-dir ./node2', 'init --config ./config.toml'],
  async run(context) {
    const configFile = context.configFile ?? context.paths.configFile;
    await createConfigFile(configFile);
    const { config } = await loadSettings(context);
    const { loadIdentity } = await import('../../identity/index.ts');
    const { peerId, checksumAddress } = await loadIdentity({ keyFile: config.identity.privateKeyPath });
    const keyFile = config.identity.privateKeyPath;
    const text = [
      formatPairs([
        ['configuration', configFile],
        ['identity key', `${keyFile} (not encrypted yet: keep it, and a copy of it, to yourself)`],
        ['peer id', peerId],
        ['address', checksumAddress],
      ]),
      '',
      `Next: start LM Studio's server, forward the port and set external_address, then "lloom-executor start".`,
    ].join('\n');
    return { value: { configFile, keyFile, peerId, address: checksumAddress }, text };
  },
});
