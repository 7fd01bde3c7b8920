import { MoneyState } from '../../components/money/MoneyState.tsx';
import { formatAmount } from '../../format/amount.ts';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { useApp } from '../../store/context.tsx';
import { periodInSentence } from '../earnings/period-words.ts';
import type { PricePair } from './price-field.ts';
import styles from './pricing.module.css';

export interface PricePreviewProps {
  readonly asked: PricePair;
  /** What stands in the fields; null while it is no price. */
  readonly next: PricePair | null;
}

/** An answer of the usual size while there is no own history. */
const exampleAnswer = { inboundTokens: 400, outboundTokens: 250 };

const chargeOf = (prices: PricePair, tokens: { inboundTokens: number; outboundTokens: number }): bigint =>
  prices.inbound * BigInt(tokens.inboundTokens) + prices.outbound * BigInt(tokens.outboundTokens);

/** What a typical answer would accrue, and what the period would have given. */
export function PricePreview({ asked, next }: PricePreviewProps) {
  const { total, period } = useApp((state) => ({ total: state.summary.value?.total ?? null, period: state.period }));
  if (next === null)
    return <p className={styles.preview}>A typical answer is calculated when both prices are valid.</p>;
  const own = total !== null && total.answers > 0 ? total : null;
  const typical = own
    ? {
        inboundTokens: Math.round(own.inboundTokens / own.answers),
        outboundTokens: Math.round(own.outboundTokens / own.answers),
      }
    : exampleAnswer;
  const changed = next.inbound !== asked.inbound || next.outbound !== asked.outbound;
  return (
    <div className={styles.preview}>
      <p>
        <b>{own ? 'Your average answer' : 'A typical answer'}</b> of {formatCount(typical.inboundTokens)} tokens in and{' '}
        {formatCount(typical.outboundTokens)} out would accrue ≈ {formatAmount(chargeOf(next, typical), 'row')} (
        <MoneyState kind="estimated" />){changed && <> instead of {formatAmount(chargeOf(asked, typical), 'row')}</>}.
      </p>
      {own && changed && (
        <p>
          <b>{periodInSentence[period]}</b>: this price would have given ≈ {formatAmount(chargeOf(next, own), 'sum')}{' '}
          instead of {formatAmount(BigInt(own.accruedWei), 'sum')} (<MoneyState kind="estimated" />
          ), if the same {formatPlural(own.answers, 'request')} had come.
        </p>
      )}
    </div>
  );
}
