import { cx } from '../cx.ts';
import styles from './status.module.css';

/** How the executor is, as a shape; the same in window and tray. */
export type StateKind = 'serving' | 'paused' | 'draining' | 'attention' | 'error' | 'demo' | 'idle';

const paths: Readonly<Record<StateKind, string>> = {
  serving: 'M3 2h2v4H3zM3 10h2v4H3zM7 2h2v12H7zM11 2h2v4h-2zM11 10h2v4h-2zM1 7h5v2H1zM10 7h5v2h-5z',
  paused: 'M4 3h3v10H4zM9 3h3v10H9z',
  draining: 'M3 3h2v8H3zM7 6h2v5H7zM11 9h2v2h-2zM1 12h14v2H1z',
  attention: 'M8 1 15.5 14H.5zM7 5.5h2v4.5H7zM7 11h2v2H7z',
  error: 'M5 1h6l4 4v6l-4 4H5l-4-4V5zM5.2 4 4 5.2 6.8 8 4 10.8 5.2 12 8 9.2 10.8 12 12 10.8 9.2 8 12 5.2 10.8 4 8 6.8z',
  demo: 'M1 1h4v2H3v2H1zM11 1h4v4h-2V3h-2zM1 11h2v2h2v2H1zM13 11h2v4h-4v-2h2zM5 5h2v6H5zM9 5h2v6H9z',
  idle: 'M3 7h2v2H3zM7 7h2v2H7zM11 7h2v2h-2z',
};

/** The bare shape, in the colour of its state. */
export function StateShape({ kind, size = 16 }: { readonly kind: StateKind; readonly size?: number }) {
  return (
    <svg
      className={styles[`shape-${kind}`]}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="currentColor"
      fillRule="evenodd"
      aria-hidden
    >
      <path d={paths[kind]} />
    </svg>
  );
}

/** The shape on its ground, beside the sentence of the Overview. */
export function StateTile({ kind }: { readonly kind: StateKind }) {
  return (
    <span className={cx(styles.tile, styles[`tile-${kind}`])}>
      <StateShape kind={kind} size={32} />
    </span>
  );
}
