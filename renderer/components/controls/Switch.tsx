import { Switch as Radix } from 'radix-ui';
import styles from './fields.module.css';

export interface SwitchProps {
  readonly label: string;
  readonly describedBy?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  /** Its word stands elsewhere, such as in the head of a column. */
  readonly wordless?: boolean;
  readonly tabIndex?: 0 | -1;
  readonly onChange: (checked: boolean) => void;
}

/** On or off, in words too. */
export function Switch(props: SwitchProps) {
  const { label, describedBy, checked, disabled = false, wordless = false, tabIndex, onChange } = props;
  return (
    <span className={styles.switch}>
      <Radix.Root
        className={styles.switchTrack}
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-describedby={describedBy}
        tabIndex={tabIndex}
        onCheckedChange={onChange}
      >
        <Radix.Thumb className={styles.switchThumb} />
      </Radix.Root>
      {!wordless && <span aria-hidden>{checked ? 'On' : 'Off'}</span>}
    </span>
  );
}
