import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from '../controls/IconButton.tsx';
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
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        {/* A plain ground: the library's own one writes a style element, which the content policy refuses. */}
        <div className={styles.scrim} />
        <Radix.Content className={cx(styles.dialog, wide && styles.dialogWide)}>
          <div className={styles.dialogHead}>
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            {wide && (
              <Radix.Close asChild>
                <IconButton icon={X} label="Close" />
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
