import { Figure, Figures } from '../../components/money/Figure.tsx';
import { MoneyState } from '../../components/money/MoneyState.tsx';
import { formatAmount, formatExactWei } from '../../format/amount.ts';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { rowsHref } from '../../location.ts';
import { useApp } from '../../store/context.tsx';

/** The sums of the period; all from one query. */
export function PeriodFigures() {
  const { total, period, demo, stale } = useApp((state) => ({
    total: state.summary.value?.total ?? null,
    period: state.period,
    demo: state.status.value?.demo ?? false,
    stale: state.summary.error !== null,
  }));
  const accrued = total === null ? null : BigInt(total.accruedWei);
  const average = total && total.answers > 0 ? BigInt(total.accruedWei) / BigInt(total.answers) : null;
  const accruedHref = rowsHref(period, { state: 'accrued' });
  const count = (value: number | undefined): string => (value === undefined ? notKnown : formatCount(value));
  return (
    <Figures label="The period in figures">
      <Figure
        label={<MoneyState kind="accrued" label="Accrued" />}
        value={accrued === null ? notKnown : formatAmount(accrued, 'sum').replace(' ETH', '')}
        unit="ETH"
        title={accrued === null ? 'Not known yet' : formatExactWei(accrued)}
        note={demo ? 'made up, not paid' : 'a record of usage, not paid'}
        href={accruedHref}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Answers"
        value={count(total?.answers)}
        note={total === null ? '' : average === null ? 'none yet' : `${formatAmount(average, 'row')} each on average`}
        href={accruedHref}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Tokens in"
        value={count(total?.inboundTokens)}
        note="read by your models"
        href={accruedHref}
        demo={demo}
        stale={stale}
      />
      <Figure
        label="Tokens out"
        value={count(total?.outboundTokens)}
        note={total === null ? '' : `${formatPlural(total.voids, 'request')} void, not counted`}
        href={accruedHref}
        demo={demo}
        stale={stale}
      />
    </Figures>
  );
}
