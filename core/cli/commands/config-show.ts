import { defineCommand } from '../command.ts';
import { entryValue, sourceText, valueText } from '../output/config-entry.ts';
import { formatTable } from '../output/table.ts';
import { loadSettings } from '../settings.ts';

interface Options {
  readonly changed?: boolean;
}

/** `config show`: every key with the value that an executor would work with, and who gave it. */
export const configShow = defineCommand<Options>({
  name: 'config show',
  about: 'Show every key with its value and where that comes from.',
  more: 'Secrets are shown as set or not set. Keys that this version does not have are shown when they are given.',
  examples: ['config show', 'config show --changed', 'config show --config ./config.toml --json'],
  configure: (command) => void command.option('--changed', 'only keys that do not have their default'),
  async run(context, { changed = false }) {
    const { snapshot, warnings, file } = await loadSettings(context);
    const entries = snapshot
      .entries()
      .filter(({ from, facts }) => from !== 'default' || (!changed && facts.owner === 'now'));
    const table = formatTable(
      entries,
      [
        { title: 'Key', cell: ({ key }) => key },
        { title: 'Value', cell: valueText },
        { title: 'From', cell: sourceText },
      ],
      'Everything has its default.',
    );
    return {
      value: { file, keys: entries.map(entryValue), warnings },
      text: `${file === null ? 'No file' : `File ${file}`}\n\n${table}`,
    };
  },
});
