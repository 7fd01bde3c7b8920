import type { ShellState } from '../../../electron/ipc/shell-schemas.ts';

/** A message about something that went wrong away from where the eye is. */
export interface Message {
  readonly id: number;
  readonly title: string;
  readonly text: string;
}

/** Acts that take a moment and must not be started twice. */
export type BusyAct =
  | 'pause'
  | 'resume'
  | 'demo'
  | 'refresh-models'
  | 'retry'
  | 'restart'
  | 'save-prices'
  | 'doctor'
  | 'benchmark'
  | 'presence'
  | 'use-program'
  | `${'model' | 'serve' | 'pull'} ${string}`;

/** The window and the app around the executor. */
export interface ShellSlice {
  /** Null until the app has told it. */
  readonly shell: ShellState | null;
  /** What stands in the address after `#/`. */
  readonly location: string;
  readonly busy: ReadonlySet<BusyAct>;
  readonly messages: readonly Message[];
  readonly pauseMenuOpen: boolean;
  /** What an act led to, for screen readers. */
  readonly spoken: string;
}

export const initialShell: ShellSlice = {
  shell: null,
  location: '',
  busy: new Set(),
  messages: [],
  pauseMenuOpen: false,
  spoken: '',
};
