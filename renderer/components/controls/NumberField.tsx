import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import styles from './controls.module.css';

export interface NumberFieldProps extends ComponentProps<'input'> {
  readonly id: string;
  readonly label: string;
  /** Stands after the value: `ETH/1M`. */
  readonly unit: string;
  readonly help?: ReactNode;
  /** What is wrong with the value; replaces the help and marks the field. */
  readonly problem?: string | undefined;
  readonly changed?: boolean;
}

/** A field for a decimal number with its unit, its help below, or what is wrong with it. */
export function NumberField({ id, label, unit, help, problem, changed, ...input }: NumberFieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <span className={cx(styles.withUnit, changed && styles.changed, problem && styles.invalid)}>
        <input
          {...input}
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-unit ${id}-help`}
        />
        <span id={`${id}-unit`}>{unit}</span>
      </span>
      <span
        id={`${id}-help`}
        className={problem ? styles.fieldProblem : styles.help}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? help}
      </span>
    </div>
  );
}
