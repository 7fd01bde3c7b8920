import { sectionList } from '../sections.ts';
import { type SettingFacts, settingList } from '../tree/setting-list.ts';
import { tomlLiteral } from './default-text.ts';
import { referenceHead } from './reference-head.ts';

const columns = [
  'Key',
  'Default',
  'Expected',
  'What it decides',
  'Acts in',
  'Owner',
  'Change',
  'Door',
  'Test',
] as const;

/** The reference page of every key, in Markdown. */
export function referenceText(): string {
  const sections = sectionList.map(({ name, about }) => {
    const rows = settingList().filter(({ section }) => section === name);
    const isList = rows[0]?.type === 'tables' && rows[0].key === name;
    const notes = rows.flatMap(({ key, note }) => (note === null ? [] : [`- \`${key}\`: ${note}`]));
    const table = [columns, columns.map(() => '---'), ...rows.map(cells)].map(tableRow);
    return [`## ${isList ? `[[${name}]]` : `[${name}]`}`, about, table.join('\n'), notes.join('\n')]
      .filter((block) => block !== '')
      .join('\n\n');
  });
  return `${[referenceHead, ...sections].join('\n\n')}\n`;
}

const tableRow = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;

function cells(facts: SettingFacts): readonly string[] {
  const { key, unit, description, acts, owner, reload, door, kind, test } = facts;
  const doors = kind === 'secret' ? 'secret' : door ? 'yes' : '';
  return [
    `\`${key}\``,
    defaultOf(facts),
    unit,
    description,
    owner === 'now' ? (acts ?? '') : '',
    owner,
    owner === 'later' ? '' : reload === 'now' ? 'at once' : 'restart',
    doors,
    test === null ? '' : `${test.file}: ${test.title}`,
  ];
}

function defaultOf({ default: value, required, type, inDataFolder }: SettingFacts): string {
  if (required) return 'must be given';
  if (inDataFolder !== null) return `\`${inDataFolder}\` in the data folder`;
  if (value === null) return 'none';
  if (type === 'tables' || type === 'free') return 'empty';
  return `\`${tomlLiteral(value)}\``;
}
