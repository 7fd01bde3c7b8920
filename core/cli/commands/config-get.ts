import { defineCommand } from '../command.ts';
import { requireKey } from '../config-key.ts';
import { entryValue, sourceText, valueText } from '../output/config-entry.ts';
import { loadSettings } from '../settings.ts';

/** `config get`: one key, or those of a table. */
export const configGet = defineCommand({
  name: 'config get',
  about: 'Show the value of one key, or of every key of a section.',
  more: 'Of a secret it says only whether it is set. With --json it tells where the value comes from, as well.',
  examples: ['config get pricing.base_inbound_price', 'config get models[0].name --json', 'config get network'],
  configure: (command) => void command.argument('<key>', 'as in network.listen_address or models[0].name'),
  async run(context, _options, [name = '']) {
    const path = requireKey(name);
    const { snapshot } = await loadSettings(context);
    const entries = snapshot.entriesBelow(path);
    const [first] = entries;
    if (first !== undefined && first.path.length === path.length)
      return { value: entryValue(first), text: valueText(first) };
    const lines = entries.map((entry) => `${entry.key} = ${valueText(entry)}  (${sourceText(entry)})`);
    return { value: { key: name, keys: entries.map(entryValue) }, text: lines.join('\n') || 'not set' };
  },
});
