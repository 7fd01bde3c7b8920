import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { Tooltip } from '../overlays/Tooltip.tsx';
import styles from './controls.module.css';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: LucideIcon;
  /** Its name, with the row when it stands in one: "Cancel r-8f21c4". */
  readonly label: string;
}

/** A button that shows only an icon; its name is in the tooltip and for screen readers. */
export function IconButton({ icon: Icon, label, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button type="button" {...rest} className={cx(styles.button, styles.iconOnly, className)} aria-label={label}>
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
