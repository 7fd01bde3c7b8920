import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Mark } from '../status/Mark.tsx';
import styles from './heads.module.css';

export interface NextActionProps {
  readonly kind: 'info' | 'attention';
  readonly title: string;
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

/** The one thing to do next. */
export function NextAction({ kind, title, text, action }: NextActionProps) {
  return (
    <section className={cx(styles.next, kind === 'attention' && styles.nextAttention)} aria-label="Next step">
      {kind === 'attention' && <Mark kind="warning" />}
      <p>
        <b>{title}</b> {text}
      </p>
      {action}
    </section>
  );
}
