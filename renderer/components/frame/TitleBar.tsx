import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Tag } from '../status/Tag.tsx';
import styles from './frame.module.css';

export interface TitleBarProps {
  /** Null on the Overview, whose title is the state. */
  readonly state: ReactNode;
  readonly today: ReactNode;
  readonly pause: ReactNode;
  readonly demo: boolean;
  /** True where data folder and key are throw-away ones. */
  readonly testRuntime: boolean;
  /** True where the system draws its own buttons at the left, over the title bar. */
  readonly systemButtons: boolean;
  /** Minimize, maximize and close; null where the system draws its own. */
  readonly windowControls: WindowControls | null;
}

export interface WindowControls {
  readonly maximized: boolean;
  readonly minimize: () => void;
  readonly maximize: () => void;
  readonly close: () => void;
}

/** Name, state, today's amount, Pause, and the buttons of the window. */
export function TitleBar({ state, today, pause, demo, testRuntime, systemButtons, windowControls }: TitleBarProps) {
  return (
    <header className={cx(styles.titleBar, systemButtons && styles.besideSystemButtons)}>
      <SkipButton />
      <div className={styles.brand}>
        <Logo />
        <span className={styles.brandWord}>Lloom Executor</span>
      </div>
      {state && <p className={styles.titleState}>{state}</p>}
      <div className={styles.titleEnd}>
        {testRuntime && (
          <span title="Data folder and key are throw-away ones; nothing of yours is touched.">
            <Tag>Test runtime, throw-away key</Tag>
          </span>
        )}
        {demo && <Tag kind="demo">DEMO</Tag>}
        {today}
        {pause}
        {windowControls && <Captions {...windowControls} />}
      </div>
    </header>
  );
}

/** The first Tab stop: jumps over title bar and navigation. */
function SkipButton() {
  return (
    <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
      Skip to content
    </button>
  );
}

function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden>
      <rect width="16" height="16" rx="3" fill="#17527a" />
      <path fill="#79b1d8" d="M7 3h2v10H7zM11 3h2v10h-2z" />
      <path fill="#fff" d="M3 3h2v6h1v2H3zM10 9h4v2h-4z" />
    </svg>
  );
}

const captionPaths = {
  minimize: 'M0 5.5h10',
  maximize: 'M.5.5h9v9h-9z',
  restore: 'M.5 2.5h7v7h-7zM2.5 2.5v-2h7v7h-2',
  close: 'M0 0l10 10M10 0 0 10',
} as const;

function Captions({ maximized, minimize, maximize, close }: WindowControls) {
  const buttons = [
    { name: 'Minimize', path: captionPaths.minimize, act: minimize },
    { name: maximized ? 'Restore' : 'Maximize', path: captionPaths[maximized ? 'restore' : 'maximize'], act: maximize },
    { name: 'Close', path: captionPaths.close, act: close },
  ];
  return (
    <div className={styles.captions}>
      {buttons.map((button) => (
        <button key={button.name} type="button" aria-label={button.name} onClick={button.act}>
          <svg width="10" height="10" viewBox="0 0 10 10" stroke="currentColor" fill="none" aria-hidden>
            <path d={button.path} />
          </svg>
        </button>
      ))}
    </div>
  );
}
