import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { cx } from '../cx.ts';
import styles from './overlays.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** What it is about, in words. */
  readonly description: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A window over the window. Esc closes it and the focus returns to what opened it. */
export function Dialog({ open, onClose, title, description, wide, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        {/* A plain ground: the library's own one writes a style element, which the content policy refuses. */}
        <div className={styles.scrim} />
        <Radix.Content
          className={cx(styles.dialog, wide && styles.dialogWide)}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            // A dialog that only shows something is read from its title; the other begins with its first button.
            if (!wide) return;
            event.preventDefault();
            if (event.target instanceof HTMLElement) event.target.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const { current } = opener;
            // What opened it may be gone by now, as the row of a request that was cancelled.
            const target = current?.isConnected ? current : document.getElementById('main');
            if (target instanceof HTMLElement) target.focus();
          }}
        >
          <div className={styles.dialogHead}>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            {wide && (
              <Radix.Close className={styles.dialogClose} aria-label="Close" title="Close">
                <X size={14} strokeWidth={1.75} aria-hidden />
              </Radix.Close>
            )}
          </div>
          <Radix.Description asChild>
            <p className={styles.dialogText}>{description}</p>
          </Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
