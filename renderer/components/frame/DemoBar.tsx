import { Button } from '../controls/Button.tsx';
import styles from './frame.module.css';

/** Says on every screen that nothing here is real. */
export function DemoBar({ onLeave, busy }: { readonly onLeave: () => void; readonly busy: boolean }) {
  return (
    <section className={styles.demoBar} aria-label="Demo">
      <p>
        <b>Demo: nothing here is real.</b> Made-up requests and amounts on a network inside this app, signed with a
        throw-away key.
      </p>
      <Button busy={busy} onClick={onLeave}>
        Leave demo
      </Button>
    </section>
  );
}
