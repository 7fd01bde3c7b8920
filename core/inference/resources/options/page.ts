import { familyOfKind, titleOfKind } from './families.ts';
import { optionKeys, optionTable } from './table.ts';

/** The table for people: every option, and what it does with each program. */
export function optionsPage(): string {
  const kinds = Object.keys(familyOfKind);
  const notes: string[] = [];
  const noteOf = (sentence: string) => {
    if (!notes.includes(sentence)) notes.push(sentence);
    return notes.indexOf(sentence) + 1;
  };
  const rows = optionKeys.map((option) => {
    const cells = kinds.map((kind) => {
      const cell = optionTable[option][familyOfKind[kind] ?? 'served'];
      return 'acts' in cell ? 'acts' : `refused (${noteOf(cell.refused)})`;
    });
    return `| \`${option}\` | ${cells.join(' | ')} |`;
  });
  const tests = optionKeys.flatMap((option) => {
    const acting = Object.values(optionTable[option]).find((cell) => 'acts' in cell);
    return acting !== undefined && 'acts' in acting
      ? [`| \`${option}\` | ${acting.acts.title} | \`${acting.acts.file}\` |`]
      : [];
  });
  return [
    '# Options of memory, GPUs and processors, by model program',
    'Made from `table.ts`. An option *acts*, and a test observes it, or it is *refused*: an executor does not start with it, and the check says why. With several programs of which some refuse it, that is a warning.',
    [
      `| Option | ${kinds.map((kind) => titleOfKind[kind]).join(' | ')} |`,
      `| --- |${' --- |'.repeat(kinds.length)}`,
      ...rows,
    ].join('\n'),
    ['What a program that refuses says:', ...notes.map((note, index) => `${index + 1}. … ${note}`)].join('\n\n'),
    ['| Option | Test that observes it | In |', '| --- | --- | --- |', ...tests].join('\n'),
    '',
  ].join('\n\n');
}
