import type { ConfigValue } from '../../foundation/config/index.ts';
import {
  formatKeyPath,
  loadConfig,
  readSettingText,
  saveConfigValues,
  schemaAt,
  settingFacts,
  unavailableKeys,
} from '../../foundation/config/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import { requireKey } from '../config-key.ts';

interface Options {
  readonly default?: boolean;
}

const maxValueBytes = 65_536;

/** `config set`: writes one key into the file and keeps the rest of it. */
export const configSet = defineCommand<Options>({
  name: 'config set',
  about: 'Write one key into the configuration file; comments and order stay.',
  more: 'The file is checked as a whole before it is written, and is left alone when it would not be valid. Lists are separated by commas, or written as in TOML. "-" reads the value from standard input, so that a secret is not kept by the shell.',
  examples: [
    'config set pricing.base_inbound_price 0.0004',
    'config set models[0].enabled false',
    'config set llm_client.api_key -',
    'config set network.external_address --default',
  ],
  configure: (command) =>
    void command
      .argument('<key>', 'as in network.listen_address or models[0].name')
      .argument('[value]', 'the value; "-" reads it from standard input')
      .option('--default', 'take the key out, so that it has its default'),
  async run(context, options, [name = '', given]) {
    const path = requireKey(name);
    if ((given === undefined) !== (options.default === true))
      throw new ExecutorError('USAGE_INVALID', { problem: 'give either a value or --default' });
    const file = context.configFile ?? context.paths.configFile;
    const schema = schemaAt(path);
    const text = given === '-' ? await readInput(context.terminal) : given;
    const value = text === undefined || schema === null ? null : (readSettingText(text, schema) as ConfigValue);
    await saveConfigValues(file, { [name]: value }, context.environment.env);
    const reload = settingFacts(path)?.reload ?? 'restart';
    const when = reload === 'now' ? 'A running executor takes it at once.' : 'It acts from the next start on.';
    const { snapshot } = await loadConfig({ file, env: context.environment.env });
    const available = !unavailableKeys(snapshot).some(({ key }) => key === formatKeyPath(path));
    const what = available ? when : 'This version does not have what it asks for: "start" refuses it.';
    return { value: { ok: true, key: name, file, reload, available }, text: `Saved in ${file}. ${what}` };
  },
});

async function readInput(terminal: { readInput(maxBytes: number): Promise<Uint8Array | null> }): Promise<string> {
  const bytes = await terminal.readInput(maxValueBytes);
  if (bytes === null)
    throw new ExecutorError('USAGE_INVALID', { problem: `the value is longer than ${maxValueBytes}` });
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, '');
}
