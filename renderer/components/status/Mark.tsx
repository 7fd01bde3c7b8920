import { CircleCheck, CircleDashed, Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react';
import { cx } from '../cx.ts';
import styles from './status.module.css';

/** What a line in a list is; shape and spoken word tell it, colour only repeats it. */
export type MarkKind = 'good' | 'warning' | 'problem' | 'none' | 'info';

const marks: Readonly<Record<MarkKind, { icon: LucideIcon; spoken: string }>> = {
  good: { icon: CircleCheck, spoken: 'Good: ' },
  warning: { icon: TriangleAlert, spoken: 'Needs attention: ' },
  problem: { icon: OctagonX, spoken: 'Problem: ' },
  none: { icon: CircleDashed, spoken: 'Not available: ' },
  info: { icon: Info, spoken: 'Information: ' },
};

export interface MarkProps {
  readonly kind: MarkKind;
  /** Replaces the spoken word; empty where the text beside it says the same. */
  readonly spoken?: string;
}

/** The sign in front of a line. */
export function Mark({ kind, spoken }: MarkProps) {
  const { icon: Icon, spoken: usual } = marks[kind];
  const word = spoken ?? usual;
  return (
    <span className={cx(styles.mark, styles[kind])}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {word && <span className={styles.srOnly}>{word}</span>}
    </span>
  );
}
