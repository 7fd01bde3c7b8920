import { cx } from '../cx.ts';
import styles from './memory.module.css';

/** One part of a memory. */
export interface BarPart {
  readonly id: string;
  readonly label: string;
  readonly bytes: number;
  readonly kind: 'model' | 'serving' | 'overhead' | 'game' | 'other' | 'loading' | 'free';
  /** 1 to 6 for a model. */
  readonly colour: number | null;
}

export interface MemoryBarProps {
  readonly parts: readonly BarPart[];
  /** What it is the memory of, spoken. */
  readonly label: string;
  /** `5.2`: a size in the unit of the whole. */
  readonly format: (bytes: number) => string;
}

const fill = ({ kind, colour }: BarPart) => ({
  className: styles[kind],
  style: kind === 'model' ? { background: `var(--series-${colour ?? 6})` } : undefined,
});

/** Who holds a memory: names and sizes stand in the legend, the bar shows their share. */
export function MemoryBar({ parts, label, format }: MemoryBarProps) {
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  const words = parts.map((part) => `${part.label} ${format(part.bytes)} GB`).join(', ');
  return (
    <div className={styles.memory}>
      <div className={styles.bar} role="img" aria-label={`${label}: ${words}`}>
        {parts.map((part) => {
          const { className, style } = fill(part);
          return (
            <i key={part.id} className={className} style={{ ...style, width: `${(part.bytes / total) * 100}%` }} />
          );
        })}
      </div>
      <ul className={styles.legend} aria-hidden>
        {parts.map((part) => {
          const { className, style } = fill(part);
          return (
            <li key={part.id}>
              <span className={cx(styles.swatch, className)} style={style} />
              {part.label} <span className={styles.size}>{format(part.bytes)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
