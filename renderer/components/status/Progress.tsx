import { Progress as Radix } from 'radix-ui';
import styles from './status.module.css';

export interface ProgressProps {
  readonly value: number;
  readonly max: number;
  /** Spoken: "r-8f21c4: 186 of at most 512 tokens out". */
  readonly label: string;
}

/** How far something is, as a thin bar; its numbers stand beside it. */
export function Progress({ value, max, label }: ProgressProps) {
  const bounded = Math.min(value, max);
  return (
    <Radix.Root className={styles.progress} value={bounded} max={Math.max(max, 1)} aria-label={label}>
      <Radix.Indicator style={{ width: `${max > 0 ? (bounded / max) * 100 : 0}%` }} />
    </Radix.Root>
  );
}
