import { Figure, Figures } from '../../components/money/Figure.tsx';
import { MoneyState } from '../../components/money/MoneyState.tsx';
import { formatAmount, formatExactWei } from '../../format/amount.ts';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { hrefOf, rowsHref } from '../../location.ts';
import { useApp } from '../../store/context.tsx';

/** Today in four numbers. */
export function TodayFigures() {
  const { today, requests, maxConcurrent, demo, stale } = useApp((state) => ({
    today: state.status.value?.today ?? null,
    requests: state.status.value?.requests ?? null,
    maxConcurrent: state.queue.value?.maxConcurrent ?? null,
    demo: state.status.value?.demo ?? false,
    stale: state.status.error !== null,
  }));
  const accrued = today === null ? null : BigInt(today.accruedWei);
  return (
    <Figures label="Today in figures">
      <Figure
        label={<MoneyState kind="accrued" label="Accrued today" />}
        value={accrued === null ? notKnown : formatAmount(accrued, 'sum').replace(' ETH', '')}
        unit="ETH"
        title={accrued === null ? 'Not known yet' : formatExactWei(accrued)}
        note={demo ? 'made up, not paid' : 'a record of usage, not paid'}
        href={rowsHref('today', { state: 'accrued' })}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Answers today"
        value={today === null ? notKnown : formatCount(today.answers)}
        note="signed and handed to the network"
        href={rowsHref('today', { state: 'accrued' })}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Requests per minute"
        value={requests === null ? notKnown : formatCount(requests.perMinute)}
        note="answered in the last 60 s"
        href={hrefOf('queue')}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Running"
        value={requests === null ? notKnown : formatCount(requests.running)}
        note={
          requests === null
            ? ''
            : `${formatCount(requests.waiting)} waiting${maxConcurrent === null ? '' : `, ${formatPlural(maxConcurrent, 'slot')}`}`
        }
        href={hrefOf('queue')}
        demo={demo}
        stale={stale}
      />
    </Figures>
  );
}
