import { ChevronsUpDown, SunMoon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { ThemeChoice } from '../../../electron/ipc/shell-schemas.ts';
import menuStyles from '../../components/controls/controls.module.css';
import styles from '../../components/frame/frame.module.css';
import { useActions, useApp } from '../../store/context.tsx';

const themes: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Chooses light or dark at the foot of the navigation. */
export function ThemeMenu() {
  const choice = useApp((state) => state.shell?.theme.choice ?? 'system');
  const actions = useActions();
  const [open, setOpen] = useState(false);
  const current = themes.find((theme) => theme.value === choice)?.label ?? '';
  return (
    <div className={styles.navFoot}>
      <span aria-hidden>Colours</span>
      <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
        <DropdownMenu.Trigger className={styles.navFootButton} aria-label={`Colours: ${current}`}>
          <SunMoon size={16} strokeWidth={1.75} aria-hidden />
          <span>{current}</span>
          <ChevronsUpDown size={14} strokeWidth={1.75} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={menuStyles.menu} side="top" align="start" sideOffset={4}>
            <DropdownMenu.RadioGroup
              value={choice}
              onValueChange={(value) => {
                const theme = themes.find((candidate) => candidate.value === value);
                if (theme) void actions.chooseTheme(theme.value);
              }}
            >
              {themes.map((theme) => (
                <DropdownMenu.RadioItem key={theme.value} value={theme.value} className={menuStyles.menuItem}>
                  <span>{theme.label}</span>
                  <DropdownMenu.ItemIndicator className={menuStyles.menuNote}>chosen</DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}
