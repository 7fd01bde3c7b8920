import { X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { LedgerRow } from '../../../core/control/schemas/money.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { formatDay } from '../../format/time.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { everyRow } from '../../store/slices/earnings.ts';
import text from '../../styles/text.module.css';
import styles from './earnings.module.css';
import { RequestDialog } from './RequestDialog.tsx';
import { rowColumns } from './row-columns.tsx';

const noRows: readonly LedgerRow[] = [];
const states = [
  { value: 'all', label: 'All' },
  { value: 'accrued', label: 'Accrued' },
  { value: 'void', label: 'Void' },
] as const;

/** Every request of the period or of the chosen day and model, newest first. */
export function RowsPanel() {
  const { rows, error, complete, filter } = useApp((state) => ({
    rows: state.rows.value,
    error: state.rows.error,
    complete: state.rowsComplete,
    filter: state.rowFilter,
  }));
  const actions = useActions();
  const [opened, setOpened] = useState<LedgerRow | null>(null);
  const [changes, setChanges] = useState(0);
  const columns = useMemo(() => rowColumns(setOpened), []);
  const onEnd = useCallback(() => void actions.loadMoreRows(), [actions]);
  const narrowed = [filter.model, filter.day === null ? null : formatDay(filter.day)].filter((word) => word !== null);
  const meta = [
    rows === null ? '' : `${complete ? formatPlural(rows.length, 'request') : `newest ${formatCount(rows.length)}`}`,
    'newest first',
    changes > 0 ? `${formatPlural(changes, 'change')} waiting` : '',
  ].filter(Boolean);
  return (
    <Panel
      id="rows"
      title="Requests"
      meta={meta.join(' · ')}
      actions={
        <span className={styles.filters}>
          {narrowed.length > 0 && (
            <Button small icon={X} onClick={() => void actions.chooseRows({ ...everyRow, state: filter.state })}>
              Only {narrowed.join(', ')}
              <span className={text.srOnly}>: show all requests of the period</span>
            </Button>
          )}
          <Segmented
            label="State"
            value={filter.state === 'accrued' || filter.state === 'void' ? filter.state : 'all'}
            options={states}
            onChange={(state) => void actions.chooseRows({ ...filter, state: state === 'all' ? null : state })}
          />
        </span>
      }
    >
      {rows === null ? (
        error ? (
          <Empty
            title={error.message}
            text={error.hint}
            action={<Button onClick={() => void actions.chooseRows(filter)}>Try again</Button>}
          />
        ) : (
          <Skeleton label="requests" />
        )
      ) : rows.length === 0 && changes === 0 ? (
        <Empty title="No requests in this selection" text="Choose another period, or show all states." />
      ) : (
        <DataTable
          key={`${filter.day} ${filter.model} ${filter.state}`}
          label="Requests"
          columns={columns}
          rows={rows ?? noRows}
          rowId={(row) => row.id}
          onOpen={setOpened}
          onEnd={onEnd}
          onWaiting={setChanges}
          live
        />
      )}
      <RequestDialog row={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}
