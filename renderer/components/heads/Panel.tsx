import { type ReactNode, useId } from 'react';
import { cx } from '../cx.ts';
import styles from './heads.module.css';

export interface PanelProps {
  readonly title: string;
  /** Muted words after the title: a count, a unit, an age. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly foot?: ReactNode;
  /** Set for text and charts; tables and lists bring their own padding. */
  readonly padded?: boolean;
  readonly id?: string;
  readonly children: ReactNode;
}

/** A titled surface: one table, one chart, one list. */
export function Panel({ title, meta, actions, foot, padded, id, children }: PanelProps) {
  const headId = useId();
  return (
    <section className={styles.panel} aria-labelledby={headId} id={id} tabIndex={id ? -1 : undefined}>
      <div className={styles.panelHead}>
        <h2 id={headId}>{title}</h2>
        {meta && <span className={styles.meta}>{meta}</span>}
        {actions && <div className={styles.end}>{actions}</div>}
      </div>
      <div className={cx(padded && styles.body)}>{children}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </section>
  );
}
