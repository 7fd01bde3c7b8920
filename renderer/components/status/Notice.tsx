import { Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './status.module.css';

export interface NoticeProps {
  readonly kind?: 'plain' | 'info' | 'warning' | 'danger';
  readonly icon?: LucideIcon;
  readonly title?: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

const icons: Readonly<Record<NonNullable<NoticeProps['kind']>, LucideIcon>> = {
  plain: Info,
  info: Info,
  warning: TriangleAlert,
  danger: OctagonX,
};

/** A message that belongs to the place where it stands. */
export function Notice({ kind = 'plain', icon, title, children, action }: NoticeProps) {
  const Icon = icon ?? icons[kind];
  return (
    <div className={cx(styles.notice, styles[`notice-${kind}`])}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <p>
        {title && <b>{title} </b>}
        {children}
      </p>
      {action}
    </div>
  );
}
