import { Switch as Radix } from 'radix-ui';
import styles from './fields.module.css';

export interface SwitchProps {
  readonly label: string;
  readonly describedBy?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** On or off, in words too. */
export function Switch({ label, describedBy, checked, disabled = false, onChange }: SwitchProps) {
  return (
    <span className={styles.switch}>
      <Radix.Root
        className={styles.switchTrack}
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-describedby={describedBy}
        onCheckedChange={onChange}
      >
        <Radix.Thumb className={styles.switchThumb} />
      </Radix.Root>
      <span aria-hidden>{checked ? 'On' : 'Off'}</span>
    </span>
  );
}
