import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './status.module.css';

/** A word on a ground: "demo", "changed". */
export function Tag({
  kind = 'plain',
  children,
}: {
  readonly kind?: 'plain' | 'demo' | 'info' | 'warning';
  readonly children: ReactNode;
}) {
  return <span className={cx(styles.tag, styles[`tag-${kind}`])}>{children}</span>;
}
