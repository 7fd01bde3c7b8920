import type { ReactNode } from 'react';
import { type StateKind, StateTile } from '../status/StateShape.tsx';
import styles from './heads.module.css';

export interface StateHeadProps {
  readonly kind: StateKind;
  /** What is so: "Serving 3 models". */
  readonly title: string;
  /** The numbers and what happens next. */
  readonly detail: ReactNode;
  readonly actions?: ReactNode;
}

/** The sentence of the Overview: shape, state, numbers, and what can be done about it. */
export function StateHead({ kind, title, detail, actions }: StateHeadProps) {
  return (
    <div className={styles.stateHead}>
      <StateTile kind={kind} />
      <div>
        <h1>{title}</h1>
        <p>{detail}</p>
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
