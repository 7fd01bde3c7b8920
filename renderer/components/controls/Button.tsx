import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './controls.module.css';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** `primary` at most once on a screen. */
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly small?: boolean;
  readonly icon?: LucideIcon;
  /** True while the act is under way: the button stays focusable and does nothing. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** A button that is named by its text. */
export function Button({
  kind = 'plain',
  small,
  icon: Icon,
  busy,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[kind], small && styles.small, className)}
      aria-disabled={busy || rest['aria-disabled']}
      aria-busy={busy}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {Icon && <Icon size={14} strokeWidth={1.75} aria-hidden />}
      {children}
    </button>
  );
}
