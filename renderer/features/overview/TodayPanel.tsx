import { useMemo } from 'react';
import { ChartPanel } from '../../components/charts/ChartPanel.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { formatCount } from '../../format/counts.ts';
import { useApp } from '../../store/context.tsx';
import { describeHours, hoursChart } from '../../store/selectors/charts.ts';

const labelledHours = ['00', '06', '12', '18'];

/** Answers of today by hour and model. */
export function TodayPanel() {
  const { hours, error, order } = useApp((state) => ({
    hours: state.hours.value,
    error: state.hours.error,
    order: state.modelOrder,
  }));
  const data = useMemo(() => hoursChart(hours ?? [], order), [hours, order]);
  return (
    <ChartPanel
      heading="Today"
      meta="answers per hour"
      groupHeader="Hour"
      title="Answers per hour today, by model"
      description={describeHours(hours ?? [])}
      data={data}
      formatTick={formatCount}
      smallestStep={1}
      labelled={labelledHours}
      heightPx={236}
      instead={
        hours === null ? (
          error ? (
            <Empty title={error.message} text={error.hint} />
          ) : (
            <Skeleton label="the answers of today" />
          )
        ) : data.series.length === 0 ? (
          <Empty
            title="No answers today"
            text="Each answer stands here by its hour and model, from the first one on."
          />
        ) : undefined
      }
    />
  );
}
