import type { ReactNode } from 'react';
import { Mark, type MarkKind } from './Mark.tsx';
import styles from './status.module.css';

export interface CheckItem {
  readonly id: string;
  readonly kind: MarkKind;
  readonly title: string;
  readonly detail: ReactNode;
  readonly action?: ReactNode;
}

/** Lines with a sign, a name and what is known. */
export function CheckList({ items }: { readonly items: readonly CheckItem[] }) {
  return (
    <ul className={styles.checks}>
      {items.map((item) => (
        <li key={item.id}>
          <Mark kind={item.kind} />
          <div>
            <span className={styles.checkTitle}>{item.title}</span>
            <span className={styles.checkDetail}>{item.detail}</span>
          </div>
          {item.action && <div>{item.action}</div>}
        </li>
      ))}
    </ul>
  );
}
