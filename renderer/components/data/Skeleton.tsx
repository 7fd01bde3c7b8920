import { useEffect, useState } from 'react';
import styles from './data.module.css';

const shownAfterMs = 200;
const widths = ['92%', '84%', '96%', '78%'];

/** The shape that is coming. Nothing for 200 ms, so that quick answers do not flicker. */
export function Skeleton({ label }: { readonly label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), shownAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} role="status" aria-label={`Loading ${label}`}>
      {shown && widths.map((width) => <span key={width} style={{ width }} />)}
    </div>
  );
}
