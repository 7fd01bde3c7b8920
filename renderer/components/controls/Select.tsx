import type { ComponentProps } from 'react';
import styles from './fields.module.css';

export interface SelectProps extends Omit<ComponentProps<'select'>, 'onChange' | 'children'> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** One of several values, in the list of the desktop. */
export function Select({ options, onChange, ...rest }: SelectProps) {
  return (
    <select {...rest} className={styles.select} onChange={(event) => onChange(event.target.value)}>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
