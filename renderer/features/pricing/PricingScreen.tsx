import { Button } from '../../components/controls/Button.tsx';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import type { PriceUnit } from '../../format/amount.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { ModelPrices } from './ModelPrices.tsx';
import { PriceEditor } from './PriceEditor.tsx';
import styles from './pricing.module.css';

const units: readonly { readonly value: PriceUnit; readonly label: string }[] = [
  { value: 'million', label: 'per 1M tokens' },
  { value: 'one', label: 'per token' },
];

/** The two base prices. */
export function PricingScreen() {
  const { prices, error, unit } = useApp((state) => ({
    prices: state.prices.value,
    error: state.prices.error,
    unit: state.priceUnit,
  }));
  const actions = useActions();
  return (
    <>
      <ScreenHead
        title="Pricing"
        sentence={
          prices === null
            ? 'What every model asks for its tokens.'
            : prices.aboveClientOffer
              ? 'Your price is above what today’s client offers, so its requests are refused.'
              : 'Your price is not above what today’s client offers, so its requests are accepted.'
        }
        actions={<Segmented label="Unit" value={unit} options={units} onChange={actions.choosePriceUnit} />}
      />
      {prices === null ? (
        <Panel title="Base prices">
          {error ? (
            <Empty
              title={error.message}
              text={error.hint}
              action={<Button onClick={() => void actions.reload()}>Try again</Button>}
            />
          ) : (
            <Skeleton label="prices" />
          )}
        </Panel>
      ) : (
        <div className={styles.columns}>
          <ModelPrices />
          <PriceEditor prices={prices} unit={unit} />
        </div>
      )}
    </>
  );
}
