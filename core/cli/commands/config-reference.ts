import { referenceText, settingList } from '../../foundation/config/index.ts';
import { defineCommand } from '../command.ts';

/** `config reference`: the page of every key. */
export const configReference = defineCommand({
  name: 'config reference',
  about: 'Print the page of every key: default, unit, where it acts, and when.',
  more: 'The page is Markdown; with --json it is a list with everything that is known of each key.',
  examples: ['config reference', 'config reference --json'],
  run: async () => ({ value: settingList(), text: referenceText().trimEnd() }),
});
