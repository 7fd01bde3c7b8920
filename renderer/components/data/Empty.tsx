import type { ReactNode } from 'react';
import styles from './data.module.css';

export interface EmptyProps {
  /** What is so. */
  readonly title: ReactNode;
  /** Why, and what starts it. */
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

/** Stands where rows would be. */
export function Empty({ title, text, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <b>{title}</b>
      <p>{text}</p>
      {action && <div className={styles.emptyAction}>{action}</div>}
    </div>
  );
}
