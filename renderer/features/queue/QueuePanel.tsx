import { useMemo, useState } from 'react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatCount, formatPlural, formatSpeed } from '../../format/counts.ts';
import { useApp } from '../../store/context.tsx';
import {
  actionsColumn,
  answerColumn,
  cancelColumn,
  chargeColumn,
  clientColumn,
  deadlineColumn,
  laneColumn,
  limitColumn,
  modelColumn,
  positionColumn,
  runningColumn,
  speedColumn,
  startsColumn,
  waitedColumn,
} from './columns.tsx';
import type { QueueActs } from './RowActions.tsx';

export interface QueuePanelProps {
  readonly kind: 'running' | 'waiting';
  readonly items: readonly QueueItem[];
  readonly acts: QueueActs;
  /** With lanes in use each row says which one is its own. */
  readonly lanes: boolean;
}

const columnsOf: Readonly<Record<QueuePanelProps['kind'], readonly Column<QueueItem>[]>> = {
  running: [
    modelColumn,
    clientColumn,
    laneColumn,
    answerColumn,
    speedColumn,
    runningColumn,
    { ...deadlineColumn, needs: 'wide' },
    { ...chargeColumn, needs: 'wide' },
  ],
  waiting: [
    positionColumn,
    modelColumn,
    clientColumn,
    laneColumn,
    limitColumn,
    { ...waitedColumn, needs: 'medium' },
    startsColumn,
    deadlineColumn,
  ],
};

/** The running or the waiting requests, live. */
export function QueuePanel({ kind, items, acts, lanes }: QueuePanelProps) {
  const { maxConcurrent, maxWaiting } = useApp((state) => ({
    maxConcurrent: state.queue.value?.maxConcurrent ?? 0,
    maxWaiting: state.queue.value?.maxWaiting ?? 0,
  }));
  const [changes, setChanges] = useState(0);
  const columns = useMemo(
    () => [
      ...columnsOf[kind].filter((column) => lanes || column !== laneColumn),
      kind === 'running' ? cancelColumn(acts.onCancel) : actionsColumn(acts),
    ],
    [kind, lanes, acts],
  );
  const keys =
    kind === 'waiting' ? { b: acts.onBoost, h: acts.onHold, Delete: acts.onCancel } : { Delete: acts.onCancel };
  const together = items.reduce((sum, item) => sum + (item.tokensPerSecond ?? 0), 0);
  const meta = [
    kind === 'running'
      ? `${formatCount(items.length)} of ${formatPlural(maxConcurrent, 'slot')}`
      : `${formatCount(items.length)} of ${formatPlural(maxWaiting, 'place')}`,
    together > 0 ? `${formatSpeed(together)} tok/s together` : '',
    changes > 0 ? `${formatPlural(changes, 'change')} waiting` : '',
  ].filter(Boolean);
  return (
    <Panel title={kind === 'running' ? 'Running' : 'Waiting'} meta={meta.join(' · ')}>
      {items.length === 0 && changes === 0 ? (
        kind === 'running' ? (
          <Empty
            title="Nothing is running"
            text="Answers under way stand here with their speed and their charge so far."
          />
        ) : (
          <Empty title="Nothing waits" text="A request waits here when every slot is taken." />
        )
      ) : (
        <DataTable
          label={kind === 'running' ? 'Running requests' : 'Waiting requests'}
          columns={columns}
          rows={items}
          rowId={(item) => item.id}
          rowKeys={keys}
          onWaiting={setChanges}
          live
        />
      )}
    </Panel>
  );
}
