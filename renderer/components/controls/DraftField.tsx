import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import { Button } from './Button.tsx';
import styles from './fields.module.css';

export interface DraftFieldProps {
  readonly label: string;
  readonly describedBy: string;
  /** `lines`: several lines, one item each. `secret`: what is typed is not shown. */
  readonly form: 'text' | 'number' | 'lines' | 'secret';
  /** The value that holds now. */
  readonly value: string;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly invalid?: boolean;
  /** Further acts below the field while nothing is being edited. */
  readonly children?: ReactNode;
  /** The text was changed by hand. */
  readonly onEdit: () => void;
  /** Resolves to whether it was saved; the text stays as typed until the value follows. */
  readonly onSave: (text: string) => Promise<boolean>;
}

/** A field that is saved by Enter or its button, and left unchanged by Esc. */
export function DraftField(props: DraftFieldProps) {
  const {
    label,
    describedBy,
    form,
    value,
    unit = '',
    placeholder,
    disabled,
    busy = false,
    invalid,
    onEdit,
    onSave,
  } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? value;
  const edited = draft !== null && draft !== value;
  // What was saved comes back as the value; a value from elsewhere does not replace what is being typed.
  const latest = useRef(value);
  const saved = useRef(false);
  useEffect(() => {
    if (latest.current === value) return;
    latest.current = value;
    if (saved.current) setDraft(null);
    saved.current = false;
  }, [value]);

  const change = (next: string): void => {
    setDraft(next);
    onEdit();
  };
  const discard = (): void => {
    setDraft(null);
    onEdit();
  };
  const save = async (): Promise<void> => {
    if (!edited || busy || !(await onSave(text))) return;
    // The value of a secret is never shown, so nothing comes back.
    if (form === 'secret' || latest.current !== value) setDraft(null);
    else saved.current = true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && edited) discard();
    else if (event.key === 'Enter' && (form !== 'lines' || event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const marks = cx(edited && styles.edited, invalid && styles.invalid);
  const common = {
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    value: text,
    disabled,
    placeholder,
    autoComplete: 'off',
    spellCheck: false,
    onKeyDown,
  } as const;
  return (
    <>
      {form === 'lines' ? (
        <textarea
          {...common}
          className={cx(styles.area, marks)}
          rows={Math.min(6, Math.max(2, text.split('\n').length))}
          onChange={(event) => change(event.target.value)}
        />
      ) : form === 'number' ? (
        <span className={cx(styles.withUnit, disabled && styles.locked, marks)}>
          <input {...common} type="text" inputMode="decimal" onChange={(event) => change(event.target.value)} />
          {unit && <span aria-hidden>{unit}</span>}
        </span>
      ) : (
        <input
          {...common}
          type={form === 'secret' ? 'password' : 'text'}
          className={cx(styles.text, marks)}
          onChange={(event) => change(event.target.value)}
        />
      )}
      {edited ? (
        <span className={styles.draftActs}>
          <Button kind="quiet" small onClick={discard}>
            Discard
          </Button>
          <Button small busy={busy} aria-label={`Save ${label}`} onClick={() => void save()}>
            {busy ? 'Saving' : 'Save'}
          </Button>
        </span>
      ) : (
        props.children
      )}
    </>
  );
}
