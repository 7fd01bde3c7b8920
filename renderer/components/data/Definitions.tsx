import type { ReactNode } from 'react';
import styles from './data.module.css';

export interface Definition {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, one pair a line. */
export function Definitions({ items }: { readonly items: readonly Definition[] }) {
  return (
    <dl className={styles.definitions}>
      {items.map((item) => (
        <div key={item.name}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
