import { useMemo } from 'react';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { useApp } from '../../store/context.tsx';
import { type OutcomeCount, outcomeCounts } from '../../store/selectors/outcomes.ts';
import text from '../../styles/text.module.css';
import styles from './queue.module.css';

const columns: readonly Column<OutcomeCount>[] = [
  {
    id: 'outcome',
    header: 'Outcome',
    width: '9rem',
    rowHeader: true,
    cell: ({ kind, word }) => (
      <span className={styles.outcome}>
        <Mark kind={kind} spoken="" />
        {word}
      </span>
    ),
  },
  {
    id: 'text',
    header: 'What happened',
    cell: ({ text: what, rules }) => (
      <span className={styles.happened}>
        {what}
        {rules.length > 0 && <span className={text.subline}>by rule: {rules.join(', ')}</span>}
      </span>
    ),
  },
  { id: 'count', header: 'Requests', numeric: true, cell: ({ count }) => formatCount(count) },
];

/** How requests ended since the start, and which of the owner's rules refused some. Nothing before the first one. */
export function OutcomesPanel() {
  const admission = useApp((state) => state.admission.value);
  const rows = useMemo(() => (admission === null ? [] : outcomeCounts(admission)), [admission]);
  if (rows.length === 0) return null;
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel title="Since the start" meta={formatPlural(total, 'request')}>
      <DataTable label="Outcomes since the start" columns={columns} rows={rows} rowId={({ code }) => code} />
    </Panel>
  );
}
