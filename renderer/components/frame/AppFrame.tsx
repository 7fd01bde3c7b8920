import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './frame.module.css';

export interface AppFrameProps {
  readonly titleBar: ReactNode;
  readonly nav: ReactNode;
  /** The hatched bar of the demo, or null. */
  readonly demoBar: ReactNode;
  /** Changes of state, spoken once. */
  readonly announcement: string;
  /** What an act led to, spoken once. */
  readonly spoken: string;
  readonly children: ReactNode;
}

/** The window: title bar, navigation, content. */
export function AppFrame({ titleBar, nav, demoBar, announcement, spoken, children }: AppFrameProps) {
  return (
    <div className={cx(styles.frame, demoBar !== null && styles.withDemo)}>
      {titleBar}
      {demoBar}
      {nav}
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <div role="status" className={styles.srOnly}>
        {spoken}
      </div>
      <div role="status" className={styles.srOnly}>
        {announcement}
      </div>
    </div>
  );
}
