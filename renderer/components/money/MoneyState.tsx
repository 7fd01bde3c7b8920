import { cx } from '../cx.ts';
import styles from './money.module.css';

/** Where a claim stands. `open` is a request in the books whose answer is not handed over yet. */
export type MoneyStateKind = 'estimated' | 'open' | 'accrued' | 'void';

const threads: Readonly<Record<Exclude<MoneyStateKind, 'void'>, number>> = { estimated: 0, open: 0, accrued: 1 };
const words: Readonly<Record<MoneyStateKind, string>> = {
  estimated: 'estimated',
  open: 'in progress',
  accrued: 'accrued',
  void: 'void',
};

export interface MoneyStateProps {
  readonly kind: MoneyStateKind;
  /** Replaces the word of the state: "Accrued today". */
  readonly label?: string;
}

/** Glyph and word of a money state: a claim grows thread by thread. */
export function MoneyState({ kind, label }: MoneyStateProps) {
  return (
    <span className={cx(styles.state, kind === 'void' && styles.void)}>
      <svg width="15" height="12" viewBox="0 0 15 12" aria-hidden>
        {kind === 'void' ? (
          <path d="M2 2l11 8M13 2 2 10" stroke="currentColor" strokeWidth="1.75" />
        ) : (
          [0, 1, 2, 3].map((index) => {
            const full = index < threads[kind];
            return (
              <rect key={index} x={index * 4} y={full ? 0 : 10} width="3" height={full ? 12 : 2} fill="currentColor" />
            );
          })
        )}
      </svg>
      {label ?? words[kind]}
    </span>
  );
}
