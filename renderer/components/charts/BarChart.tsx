import { Bar, CartesianGrid, BarChart as Chart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { axisTicks } from './chart-scale.ts';
import styles from './charts.module.css';

/** One value of a chart: `size` gives only the height, `text` is what people read. */
export interface ChartValue {
  readonly size: number;
  readonly text: string;
}

export interface ChartSeries {
  readonly id: string;
  readonly label: string;
  /** 1 to 6, fixed for a model on every screen. */
  readonly colour: number;
}

export interface ChartGroup {
  readonly id: string;
  /** On the axis. */
  readonly label: string;
  /** In words, for the table and the tooltip. */
  readonly longLabel: string;
  readonly values: Readonly<Record<string, ChartValue>>;
  readonly total: string;
}

export interface ChartData {
  readonly series: readonly ChartSeries[];
  readonly groups: readonly ChartGroup[];
}

export interface BarChartProps {
  readonly data: ChartData;
  readonly title: string;
  /** The shape in words: highest, lowest, latest. */
  readonly description: string;
  readonly formatTick: (value: number) => string;
  readonly smallestStep?: number;
  /** Groups that get a label; all by default. */
  readonly labelled?: readonly string[];
  readonly heightPx: number;
}

/** Stacked bars, one unit, from 0. The same numbers stand in the table of its panel. */
export function BarChart(props: BarChartProps) {
  const { data, title, description, formatTick, smallestStep = 0, labelled, heightPx } = props;
  const highest = Math.max(0, ...data.groups.map((group) => heightOf(group)));
  const ticks = axisTicks(highest, smallestStep);
  const labels = new Map(data.groups.map((group) => [group.id, group.label]));
  return (
    <div className={styles.chart} role="img" aria-label={`${title}. ${description}`} style={{ height: heightPx }}>
      <ResponsiveContainer width="100%" height="100%">
        <Chart
          data={[...data.groups]}
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="15%"
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="id"
            {...(labelled ? { ticks: [...labelled] } : {})}
            tickFormatter={(id: string) => labels.get(id) ?? id}
            interval={labelled ? 0 : 'equidistantPreserveStart'}
            tickLine={false}
            axisLine={{ stroke: 'var(--chart-axis)' }}
            tick={{ fill: 'var(--text-muted)', fontSize: 12 }}
            height={22}
          />
          <YAxis
            ticks={[...ticks]}
            domain={[0, ticks.at(-1) ?? 1]}
            tickFormatter={formatTick}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--text-muted)', fontSize: 12 }}
            width={Math.max(32, 12 + 7 * Math.max(...ticks.map((tick) => formatTick(tick).length)))}
          />
          <Tooltip
            cursor={{ fill: 'var(--surface-hover)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const group = active ? data.groups.find((candidate) => candidate.id === label) : undefined;
              return group ? <ChartTip group={group} series={data.series} /> : null;
            }}
          />
          {data.series.map((series) => (
            <Bar
              key={series.id}
              dataKey={(group: ChartGroup) => group.values[series.id]?.size ?? 0}
              name={series.label}
              stackId="all"
              fill={`var(--series-${series.colour})`}
              stroke="var(--surface-panel)"
              strokeWidth={1}
              maxBarSize={44}
              isAnimationActive={false}
            />
          ))}
        </Chart>
      </ResponsiveContainer>
    </div>
  );
}

const heightOf = (group: ChartGroup): number => Object.values(group.values).reduce((sum, value) => sum + value.size, 0);

function ChartTip({ group, series }: { readonly group: ChartGroup; readonly series: readonly ChartSeries[] }) {
  return (
    <div className={styles.tip}>
      <b>{group.longLabel}</b>
      {series.map((entry) => {
        const value = group.values[entry.id];
        return value ? (
          <span key={entry.id}>
            <Swatch colour={entry.colour} /> {entry.label} <em>{value.text}</em>
          </span>
        ) : null;
      })}
      <span>
        Together <em>{group.total}</em>
      </span>
    </div>
  );
}

/** The colour of a series, beside its name. */
export function Swatch({ colour }: { readonly colour: number }) {
  return <i className={styles.swatch} style={{ background: `var(--series-${colour})` }} aria-hidden />;
}

/** Names of the series with their colours. */
export function Legend({ series }: { readonly series: readonly ChartSeries[] }) {
  return (
    <ul className={styles.legend}>
      {series.map((entry) => (
        <li key={entry.id}>
          <Swatch colour={entry.colour} />
          {entry.label}
        </li>
      ))}
    </ul>
  );
}
