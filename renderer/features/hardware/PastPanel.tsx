import { ChartLine, Table } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Hardware } from '../../../core/control/schemas/hardware.ts';
import { LineChart } from '../../components/charts/LineChart.tsx';
import { Button } from '../../components/controls/Button.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { notKnown } from '../../format/locale.ts';
import { formatDuration, formatMoment } from '../../format/time.ts';
import { useApp } from '../../store/context.tsx';
import { describePast, pastCharts, pastLimit, pastPoints } from '../../store/selectors/hardware.ts';
import styles from './hardware.module.css';

type Point = Hardware['history'][number];

const columns: readonly Column<Point>[] = [
  { id: 'at', header: 'Time', rowHeader: true, cell: ({ atMs }) => formatMoment(atMs, Date.now()) },
  ...pastCharts.map(
    ({ key, title, format }): Column<Point> => ({
      id: key,
      header: title,
      numeric: true,
      cell: (point) => {
        const value = point[key];
        return value === null ? notKnown : format(value);
      },
    }),
  ),
];

/** The last minutes of the graphics card, as four charts of one unit each or as a table. */
export function PastPanel() {
  const { past, gpus } = useApp((state) => ({
    past: state.hardware.value?.history ?? null,
    gpus: state.hardware.value?.gpus ?? null,
  }));
  const [asTable, setAsTable] = useState(false);
  const charts = useMemo(
    () =>
      pastCharts
        .map((chart) => ({ ...chart, points: pastPoints(past ?? [], chart.key) }))
        .filter(({ points }) => points.some(({ value }) => value !== null)),
    [past],
  );
  const newestFirst = useMemo(() => [...(past ?? [])].reverse(), [past]);
  if (past === null || gpus === null || gpus.length === 0) return null;
  const first = past[0];
  const last = past.at(-1);
  if (first === undefined || last === undefined || past.length < 2 || charts.length === 0) {
    return (
      <Panel title="The last minutes">
        <Empty
          title="Nothing measured yet"
          text="Load, memory, temperature and power stand here as soon as a few readings are in."
        />
      </Panel>
    );
  }
  return (
    <Panel
      title="The last minutes"
      meta={`${formatDuration(last.atMs - first.atMs)}${gpus.length > 1 ? ', all cards together' : ''}`}
      actions={
        <Button
          kind="quiet"
          small
          icon={asTable ? ChartLine : Table}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      }
      padded={!asTable}
    >
      {asTable ? (
        <DataTable
          label="The last minutes"
          columns={columns}
          rows={newestFirst}
          rowId={({ atMs }) => String(atMs)}
          live
        />
      ) : (
        <div className={styles.charts}>
          {charts.map(({ key, title, points, format, tick }) => (
            <div key={key}>
              <p className={styles.measure}>
                <b>{title}</b>
                <span>{lastKnown(points, format)}</span>
              </p>
              <LineChart
                points={points}
                title={`${title} over the last minutes`}
                description={describePast(points, format)}
                format={format}
                formatTick={tick}
                limit={pastLimit(key, gpus)}
                heightPx={136}
              />
            </div>
          ))}
        </div>
      )}
    </Panel>
  );
}

function lastKnown(points: readonly { value: number | null }[], format: (value: number) => string): string {
  const value = points.findLast((point) => point.value !== null)?.value ?? null;
  return value === null ? notKnown : format(value);
}
