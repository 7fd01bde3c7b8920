import { useEffect } from 'react';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { formatAmount } from '../../format/amount.ts';
import { formatPlural } from '../../format/counts.ts';
import { queryOf } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { type Period, periods } from '../../store/slices/earnings.ts';
import { BucketsPanel } from './BucketsPanel.tsx';
import { ChartAndStates } from './ChartAndStates.tsx';
import { PeriodFigures } from './PeriodFigures.tsx';
import { periodInSentence, periodLabels } from './period-words.ts';
import { RowsPanel } from './RowsPanel.tsx';

const options = periods.map((value) => ({ value, label: periodLabels[value] }));

/** What was accrued: sums, chart, states, and every request behind them. */
export function EarningsScreen() {
  const { period, summary, location } = useApp((state) => ({
    period: state.period,
    summary: state.summary.value,
    location: state.location,
  }));
  const actions = useActions();

  useEffect(() => {
    actions.watchRows(true);
    return () => actions.watchRows(false);
  }, [actions]);

  // A link to the rows behind a number names its period and filter.
  useEffect(() => {
    const query = queryOf(location);
    const linked = periods.find((candidate) => candidate === query.get('period'));
    if (!linked) return;
    const state = query.get('state');
    void actions
      .choosePeriod(linked)
      .then(() =>
        state === 'accrued' || state === 'void' ? actions.chooseRows({ day: null, model: null, state }) : undefined,
      );
    document.getElementById('rows')?.scrollIntoView({ block: 'nearest' });
  }, [actions, location]);

  return (
    <>
      <ScreenHead
        title="Earnings"
        sentence={
          summary === null
            ? 'What the network’s clients used, by your own books.'
            : `${periodInSentence[period]}: ${formatPlural(summary.total.answers, 'signed answer')} worth ${formatAmount(
                BigInt(summary.total.accruedWei),
                'sum',
              )} at your prices. No money has moved: the network records usage, it does not pay yet.`
        }
        actions={
          <Segmented
            label="Period"
            value={period}
            options={options}
            onChange={(next: Period) => void actions.choosePeriod(next)}
          />
        }
      />
      <PeriodFigures />
      <ChartAndStates />
      <BucketsPanel />
      <RowsPanel />
    </>
  );
}
