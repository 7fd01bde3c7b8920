import type { ReactNode } from 'react';
import styles from './data.module.css';

export interface Definition {
  /** Tells it from others of the same name. */
  readonly id?: string;
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values, one pair a line. */
export function Definitions({ items }: { readonly items: readonly Definition[] }) {
  return (
    <dl className={styles.definitions}>
      {items.map((item) => (
        <div key={item.id ?? item.name}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
