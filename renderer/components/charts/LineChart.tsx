import {
  Area,
  CartesianGrid,
  AreaChart as Chart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatClock, formatMoment } from '../../format/time.ts';
import { axisTicks } from './chart-scale.ts';
import styles from './charts.module.css';

/** One measured moment; null is a gap, not a zero. */
export interface TimePoint {
  readonly atMs: number;
  readonly value: number | null;
}

export interface LineChartProps {
  readonly points: readonly TimePoint[];
  readonly title: string;
  /** The shape in words: lowest, highest, latest. */
  readonly description: string;
  readonly format: (value: number) => string;
  readonly formatTick: (value: number) => string;
  /** Dashed and named where it is inside the axis; also the least upper end of it. */
  readonly limit: number | null;
  readonly heightPx: number;
}

/** One quantity over time, from 0. */
export function LineChart({ points, title, description, format, formatTick, limit, heightPx }: LineChartProps) {
  const highest = Math.max(limit ?? 0, ...points.map(({ value }) => value ?? 0));
  const ticks = axisTicks(highest);
  const top = ticks.at(-1) ?? 1;
  const first = points[0]?.atMs ?? 0;
  const last = points.at(-1)?.atMs ?? 1;
  return (
    <div className={styles.chart} role="img" aria-label={`${title}. ${description}`} style={{ height: heightPx }}>
      <ResponsiveContainer width="100%" height="100%">
        <Chart data={[...points]} margin={{ top: 8, right: 1, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={[first, last]}
            ticks={[first, last]}
            interval={0}
            tickFormatter={(atMs: number) => formatClock(atMs)}
            tickLine={false}
            axisLine={{ stroke: 'var(--chart-axis)' }}
            tick={({ x, y, payload }) => (
              <text
                x={x}
                y={Number(y) + 11}
                fill="var(--text-muted)"
                fontSize={12}
                textAnchor={payload.value === first ? 'start' : 'end'}
              >
                {formatClock(payload.value)}
              </text>
            )}
            height={20}
          />
          <YAxis
            ticks={[...ticks]}
            domain={[0, top]}
            interval={0}
            tickFormatter={formatTick}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--text-muted)', fontSize: 12 }}
            width={12 + 6.5 * Math.max(...ticks.map((tick) => formatTick(tick).length))}
          />
          {limit !== null && limit < top && (
            <ReferenceLine y={limit} stroke="var(--danger)" strokeDasharray="4 3" strokeWidth={1} />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--chart-axis)' }}
            content={({ active, payload }) => {
              const point = active ? (payload[0]?.payload as TimePoint | undefined) : undefined;
              return point && point.value !== null ? (
                <div className={styles.tip}>
                  <span>
                    {formatMoment(point.atMs, point.atMs)} <em>{format(point.value)}</em>
                  </span>
                </div>
              ) : null;
            }}
          />
          <Area
            dataKey="value"
            type="linear"
            stroke="var(--series-1)"
            strokeWidth={1.5}
            fill="var(--series-1)"
            fillOpacity={0.14}
            dot={false}
            activeDot={{ r: 3 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        </Chart>
      </ResponsiveContainer>
    </div>
  );
}
