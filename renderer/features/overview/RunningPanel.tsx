import { useMemo, useState } from 'react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import controls from '../../components/controls/controls.module.css';
import { cx } from '../../components/cx.ts';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Age } from '../../components/Time.tsx';
import { formatPlural } from '../../format/counts.ts';
import { hrefOf } from '../../location.ts';
import { useApp } from '../../store/context.tsx';
import { answerColumn, chargeColumn, clientColumn, modelColumn, speedColumn } from '../queue/columns.tsx';

const noItems: readonly QueueItem[] = [];
const columns: readonly Column<QueueItem>[] = [modelColumn, clientColumn, answerColumn, speedColumn, chargeColumn];

/** The answers under way. */
export function RunningPanel() {
  const { items, loaded, error, lastEnd } = useApp((state) => ({
    items: state.queue.value?.items ?? noItems,
    loaded: state.queue.value !== null,
    error: state.queue.error,
    lastEnd: state.queue.value?.recent[0]?.finishedAtMs ?? null,
  }));
  const running = useMemo(() => items.filter((item) => item.state === 'running'), [items]);
  const waiting = items.length - running.length;
  const [changes, setChanges] = useState(0);
  const meta = [
    waiting > 0 ? `${waiting} more waiting` : '',
    changes > 0 ? `${formatPlural(changes, 'change')} waiting` : '',
  ].filter(Boolean);
  return (
    <Panel
      title="Running now"
      meta={meta.join(' · ')}
      actions={
        <a className={cx(controls.button, controls.quiet, controls.small)} href={hrefOf('queue')}>
          Open queue
        </a>
      }
    >
      {!loaded && error ? (
        <Empty title={error.message} text={error.hint} />
      ) : !loaded ? (
        <Skeleton label="what is running" />
      ) : running.length === 0 && changes === 0 ? (
        <Empty
          title="Nothing is running"
          text={
            lastEnd === null ? (
              'No request has come since the start.'
            ) : (
              <>
                The last request ended <Age atMs={lastEnd} />.
              </>
            )
          }
        />
      ) : (
        <DataTable
          label="Running now"
          columns={columns}
          rows={running}
          rowId={(item) => item.id}
          live
          onWaiting={setChanges}
        />
      )}
    </Panel>
  );
}
