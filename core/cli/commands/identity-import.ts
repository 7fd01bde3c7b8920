import { resolve } from 'node:path';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { loadSettings } from '../settings.ts';
import { describeIdentity } from './identity-show.ts';

interface Options {
  readonly hexStdin?: boolean;
  readonly file?: string;
}

/** A key has 66 characters; the rest is white space. */
const maxInputBytes = 1024;

/** `identity import`: makes a key from elsewhere the identity of this data folder. */
export const identityImport = defineCommand<Options>({
  name: 'identity import',
  about: 'Take a private key you have as the identity of this data folder.',
  more: 'The key is 64 hexadecimal digits, with or without 0x. It is never taken from the command line, where other programs could read it. An identity that is there already is not replaced.',
  examples: ['identity import --file ./key.txt', 'identity import --hex-stdin < key.txt'],
  configure: (command) =>
    void command
      .argument('[key]', 'not allowed: use one of the options')
      .option('--hex-stdin', 'read the key from standard input')
      .option('--file <file>', 'read the key from a file'),
  async run(context, options, args) {
    if (args.length > 0)
      throw new ExecutorError('USAGE_INVALID', {
        problem: 'a key on the command line can be read by other programs; it was not used',
        hint: 'Pass it with --hex-stdin or --file. If it is in the history of your shell, take it out there.',
      });
    if ((options.hexStdin === true) === (options.file !== undefined))
      throw new ExecutorError('USAGE_INVALID', { problem: 'one of --hex-stdin and --file is needed' });
    const { config } = await loadSettings(context);
    const keyFile = config.identity.privateKeyPath;
    const { importIdentity } = await import('../../identity/index.ts');
    const from = options.file === undefined ? { text: await readKey(context) } : { file: resolve(options.file) };
    return describeIdentity(await importIdentity({ keyFile, from }), keyFile);
  },
});

async function readKey({ terminal }: CliContext): Promise<string> {
  if (terminal.isInputTyped) terminal.err.write('Paste the key and press Enter, then Ctrl+D:\n');
  const bytes = await terminal.readInput(maxInputBytes);
  if (bytes === null) throw new ExecutorError('IDENTITY_KEY_INVALID');
  return Buffer.from(bytes).toString('latin1').trim();
}
