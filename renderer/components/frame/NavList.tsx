import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Tooltip } from '../overlays/Tooltip.tsx';
import styles from './frame.module.css';

export interface NavItem {
  readonly id: string;
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
  /** Items of one group stand together; `foot` stands at the bottom. */
  readonly group: string;
  /** Shown behind the name, with what it counts for screen readers. */
  readonly count?: { readonly value: number; readonly of: string };
  /** Spoken reason of the attention mark. */
  readonly attention?: string | null;
}

export interface NavListProps {
  readonly items: readonly NavItem[];
  readonly current: string;
  /** Stands at the bottom. */
  readonly foot?: ReactNode;
}

/** The screens, in groups. At 1040 px and less only their icons. */
export function NavList({ items, current, foot }: NavListProps) {
  const groups = [...new Set(items.map((item) => item.group))];
  return (
    <nav className={styles.nav} aria-label="Screens">
      {groups.map((group) => (
        <ul key={group} className={group === 'foot' ? styles.navEnd : undefined}>
          {items
            .filter((item) => item.group === group)
            .map((item) => (
              <li key={item.id}>
                <NavLink item={item} current={item.id === current} />
              </li>
            ))}
        </ul>
      ))}
      {foot}
    </nav>
  );
}

function NavLink({ item, current }: { readonly item: NavItem; readonly current: boolean }) {
  const { icon: Icon, count, attention } = item;
  return (
    <Tooltip text={item.label} side="right">
      <a href={item.href} aria-current={current ? 'page' : undefined}>
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        <span className={styles.navLabel}>{item.label}</span>
        {attention ? (
          <span className={styles.navAttention}>
            !<span className={styles.srOnly}> {attention}</span>
          </span>
        ) : (
          count !== undefined &&
          count.value > 0 && (
            <span className={styles.navCount}>
              {count.value}
              <span className={styles.srOnly}> {count.of}</span>
            </span>
          )
        )}
      </a>
    </Tooltip>
  );
}
