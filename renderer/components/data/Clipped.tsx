import styles from './data.module.css';

/** A name of any length on one line; what does not fit is in the tooltip. */
export function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={styles.clipped} title={text}>
      {text}
    </span>
  );
}
