import { useMemo } from 'react';
import { formatEth } from '../../../core/foundation/units/index.ts';
import { ChartPanel } from '../../components/charts/ChartPanel.tsx';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { periodBounds } from '../../ipc/ledger-bounds.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { daysChart, describeDays } from '../../store/selectors/charts.ts';
import styles from './earnings.module.css';
import { StatesPanel } from './StatesPanel.tsx';

/** Gwei of a tick as plain ETH. */
const formatTick = (gwei: number): string => formatEth(BigInt(Math.round(gwei)) * 1_000_000_000n);

/** Accrued by day and model, and where the same sum stands. */
export function ChartAndStates() {
  const { summary, error, period, order } = useApp((state) => ({
    summary: state.summary.value,
    error: state.summary.error,
    period: state.period,
    order: state.modelOrder,
  }));
  const actions = useActions();
  const data = useMemo(
    () => daysChart(summary?.buckets ?? [], periodBounds(period, Date.now()), order),
    [summary, period, order],
  );
  const nothing = summary !== null && summary.total.answers === 0;
  return (
    <div className={styles.columns}>
      <ChartPanel
        heading="Accrued per day"
        meta="ETH, by model"
        groupHeader="Day"
        title="Accrued per day by model"
        description={describeDays(data)}
        data={data}
        formatTick={formatTick}
        heightPx={284}
        instead={
          summary === null ? (
            error ? (
              <Empty
                title={error.message}
                text={error.hint}
                action={<Button onClick={() => void actions.choosePeriod(period)}>Try again</Button>}
              />
            ) : (
              <Skeleton label="the period" />
            )
          ) : nothing ? (
            <Empty
              title="No answers in this period"
              text="Each answer stands here from the moment it is handed to the network. Requests are accepted while the app serves and your price is not above what the client offers."
            />
          ) : undefined
        }
      />
      <StatesPanel />
    </div>
  );
}
