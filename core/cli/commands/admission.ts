import type { Admission } from '../../control/index.ts';
import { type ErrorCode, errorTable } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import { formatCount } from '../output/format.ts';
import { formatTable } from '../output/table.ts';

/** `admission`: how requests ended, and which rules kept some out. */
export const admission = defineCommand({
  name: 'admission',
  about: 'Show how requests ended since the start, and which rules refused some.',
  examples: ['admission', 'admission --json'],
  async run(context) {
    const value = await context.call('admission.get', {});
    return { value, text: describe(value) };
  },
});

function describe({ outcomes, blockedByRule, rateLimitedByRule }: Admission): string {
  const counts = formatTable(
    Object.entries(outcomes),
    [
      { title: 'Outcome', cell: ([outcome]) => outcome },
      { title: 'Requests', align: 'right', cell: ([, count]) => formatCount(count) },
      { title: 'What is so', cell: ([outcome]) => meaning(outcome) },
    ],
    'No request has ended yet.',
  );
  const rules = [...rateLimitedByRule, ...blockedByRule];
  if (rules.length === 0) return counts;
  const refused = formatTable(
    rules,
    [
      { title: 'Refused by rule', cell: ({ rule }) => rule },
      { title: 'Requests', align: 'right', cell: ({ count }) => formatCount(count) },
    ],
    '',
  );
  return `${counts}\n\n${refused}`;
}

function meaning(outcome: string): string {
  return outcome === 'accrued' ? 'Answered, and handed over in full.' : errorTable[outcome as ErrorCode].message;
}
