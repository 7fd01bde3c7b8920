import { X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { IconButton } from '../controls/IconButton.tsx';
import { Mark, type MarkKind } from '../status/Mark.tsx';
import styles from './overlays.module.css';

export interface ToastMessage {
  readonly id: number;
  readonly kind: MarkKind;
  readonly title: string;
  readonly text: string;
}

export interface ToastsProps {
  readonly messages: readonly ToastMessage[];
  readonly onDismiss: (id: number) => void;
}

const shownMs = 12_000;

/** What went wrong away from where the eye is; never what the screen shows already. */
export function Toasts({ messages, onDismiss }: ToastsProps) {
  return (
    <Toast.Provider swipeDirection="right" duration={shownMs} label="Message">
      {messages.map((message) => (
        <Toast.Root
          key={message.id}
          className={styles.toast}
          type="foreground"
          onOpenChange={(open) => !open && onDismiss(message.id)}
        >
          <Mark kind={message.kind} />
          <div>
            <Toast.Title className={styles.toastTitle}>{message.title}</Toast.Title>
            <Toast.Description className={styles.toastText}>{message.text}</Toast.Description>
          </div>
          <Toast.Close asChild>
            <IconButton icon={X} label="Dismiss" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className={styles.toasts} label="Messages ({hotkey})" />
    </Toast.Provider>
  );
}
