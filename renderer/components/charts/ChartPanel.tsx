import { ChartColumn, Table } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import type { Column } from '../data/columns.ts';
import { DataTable } from '../data/DataTable.tsx';
import { Panel } from '../heads/Panel.tsx';
import { BarChart, type BarChartProps, type ChartGroup, Legend } from './BarChart.tsx';

export interface ChartPanelProps extends BarChartProps {
  readonly heading: string;
  readonly meta: string;
  /** Head of the first column of the table: "Day". */
  readonly groupHeader: string;
  /** Stands instead of the chart while there is nothing to draw. */
  readonly instead?: ReactNode;
}

/** A chart with its legend and, one switch away, the same numbers as a table. */
export function ChartPanel({ heading, meta, groupHeader, instead, ...chart }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  const { data } = chart;
  const columns = useMemo<readonly Column<ChartGroup>[]>(
    () => [
      { id: 'group', header: groupHeader, rowHeader: true, cell: (group) => group.longLabel },
      ...data.series.map(
        (series): Column<ChartGroup> => ({
          id: series.id,
          header: series.label,
          numeric: true,
          cell: (group) => group.values[series.id]?.text ?? '0',
        }),
      ),
      { id: 'total', header: 'Together', numeric: true, cell: (group) => group.total },
    ],
    [data.series, groupHeader],
  );
  const toggle = (
    <Button
      kind="quiet"
      small
      icon={asTable ? ChartColumn : Table}
      aria-pressed={asTable}
      onClick={() => setAsTable(!asTable)}
    >
      {asTable ? 'Show as chart' : 'Show as table'}
    </Button>
  );
  if (instead) {
    return (
      <Panel title={heading} meta={meta}>
        {instead}
      </Panel>
    );
  }
  if (asTable) {
    return (
      <Panel title={heading} meta={meta} actions={toggle}>
        <DataTable label={chart.title} columns={columns} rows={data.groups} rowId={(group) => group.id} />
      </Panel>
    );
  }
  return (
    <Panel title={heading} meta={meta} actions={toggle} padded>
      <BarChart {...chart} />
      <Legend series={data.series} />
    </Panel>
  );
}
