import { ChevronDown, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { cx } from '../cx.ts';
import styles from './controls.module.css';

export interface SplitItem {
  readonly id: string;
  readonly label: string;
  /** What it leads to, muted behind the label. */
  readonly note?: string;
  readonly onSelect: () => void;
}

export interface SplitButtonProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly kind?: 'plain' | 'primary';
  readonly onClick: () => void;
  /** Name of the arrow part: "More ways to pause". */
  readonly menuLabel: string;
  readonly items: readonly SplitItem[];
  readonly busy?: boolean;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The usual act, and its variants in a menu. */
export function SplitButton(props: SplitButtonProps) {
  const { label, icon: Icon, kind = 'plain', onClick, menuLabel, items, busy, open, onOpenChange } = props;
  return (
    <span className={styles.split}>
      <button
        type="button"
        className={cx(styles.button, styles[kind])}
        aria-disabled={busy}
        aria-busy={busy}
        onClick={busy ? undefined : onClick}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden />
        {label}
      </button>
      <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpenChange}>
        <DropdownMenu.Trigger className={cx(styles.button, styles[kind])} aria-label={menuLabel}>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4}>
            {items.map((item) => (
              <DropdownMenu.Item key={item.id} className={styles.menuItem} onSelect={item.onSelect}>
                <span>{item.label}</span>
                {item.note && <span className={styles.menuNote}>{item.note}</span>}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </span>
  );
}
