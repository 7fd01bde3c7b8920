import type { ReactNode } from 'react';
import styles from './heads.module.css';

export interface ScreenHeadProps {
  readonly title: string;
  /** Answers the question the owner came with. */
  readonly sentence: ReactNode;
  readonly actions?: ReactNode;
}

/** Title, sentence and acts at the top of a screen. */
export function ScreenHead({ title, sentence, actions }: ScreenHeadProps) {
  return (
    <div className={styles.head}>
      <div className={styles.headText}>
        <h1>{title}</h1>
        <p>{sentence}</p>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
