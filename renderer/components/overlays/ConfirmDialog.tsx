import type { ReactNode } from 'react';
import { Button } from '../controls/Button.tsx';
import { Dialog } from './Dialog.tsx';
import styles from './overlays.module.css';

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: string;
  /** What is lost by it, with numbers. */
  readonly description: ReactNode;
  /** The act as a verb with its object: "Cancel the request". */
  readonly confirmLabel: string;
  readonly keepLabel: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** One question before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, description, confirmLabel, keepLabel, busy = false, onConfirm, onClose } = props;
  return (
    <Dialog open={open} title={title} description={description} onClose={onClose}>
      <div className={styles.dialogActions}>
        <Button kind="quiet" onClick={onClose}>
          {keepLabel}
        </Button>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
