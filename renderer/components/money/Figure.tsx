import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Tag } from '../status/Tag.tsx';
import styles from './money.module.css';

export interface FigureProps {
  /** A word, or a money state with its glyph. */
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly unit?: string;
  readonly note: ReactNode;
  /** Where the rows behind the number are; the whole figure is the link. */
  readonly href?: string;
  readonly demo?: boolean;
  /** True when the value is the last known one. */
  readonly stale?: boolean;
  readonly title?: string;
}

/** A headline number. */
export function Figure({ label, value, unit, note, href, demo, stale, title }: FigureProps) {
  const content = (
    <>
      <span className={styles.figureLabel}>
        {label}
        {demo && <Tag kind="demo">demo</Tag>}
      </span>
      <span className={cx(styles.figureValue, stale && styles.stale)} title={title}>
        <span className={cx(href && styles.opens)}>{value}</span>
        {unit && <span className={styles.figureUnit}> {unit}</span>}
      </span>
      <span className={styles.figureNote}>{note}</span>
    </>
  );
  return href ? (
    <a className={styles.figure} href={href}>
      {content}
    </a>
  ) : (
    <div className={styles.figure}>{content}</div>
  );
}

/** Headline numbers side by side. */
export function Figures({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section className={styles.figures} aria-label={label}>
      {children}
    </section>
  );
}
