import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import styles from './overlays.module.css';

export interface TooltipProps {
  readonly text: string;
  readonly children: ReactElement;
  readonly side?: 'top' | 'right' | 'bottom';
}

/** Tooltips stand inside a landmark, so that screen readers find all content in one. */
const landmark = 'main';

/** Wraps the app once; the wait before the first tooltip is shared. */
export const TooltipProvider = Radix.Provider;

/** A short text about the element under the pointer or in focus. It never holds the only copy of something needed. */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={document.getElementById(landmark)}>
        <Radix.Content className={styles.tooltip} side={side} sideOffset={6}>
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
