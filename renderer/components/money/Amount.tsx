import { type AmountPlace, formatExactWei, splitAmount } from '../../format/amount.ts';
import { cx } from '../cx.ts';
import styles from './money.module.css';

export interface AmountProps {
  readonly wei: bigint;
  readonly place: AmountPlace;
  /** False in columns whose head names the unit. */
  readonly unit?: boolean;
  /** Where the rows behind the amount are. */
  readonly href?: string;
  /** Leading zeros are muted so that the eye finds the digits; headlines keep them. */
  readonly mute?: boolean;
}

/** An amount of ETH. The text stays one string for copying; the exact wei is in the tooltip. */
export function Amount({ wei, place, unit = true, href, mute = true }: AmountProps) {
  const { muted, digits } = splitAmount(wei, place);
  const text = (
    <>
      {muted && <span className={cx(mute && styles.zeros)}>{muted}</span>}
      {digits}
    </>
  );
  return (
    <span className={styles.amount} title={formatExactWei(wei)}>
      {href ? (
        <a className={styles.opens} href={href}>
          {text}
        </a>
      ) : (
        text
      )}
      {unit && <span className={styles.unit}> ETH</span>}
    </span>
  );
}
