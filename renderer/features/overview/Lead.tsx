import type { ReactNode } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import styles from './overview.module.css';

export interface LeadProps {
  /** A verb with its object: what the one act is. */
  readonly title: string;
  readonly text: ReactNode;
  /** More to decide or to see, below the text. */
  readonly children?: ReactNode;
  readonly action: ReactNode;
  /** Muted, below the act. */
  readonly note?: ReactNode;
  /** The demo is the act itself where nothing better is at hand. */
  readonly offersDemo?: boolean;
}

/** The one way forward, and the other ways below it. */
export function Lead({ title, text, children, action, note, offersDemo = true }: LeadProps) {
  const startingDemo = useApp((state) => state.busy.has('demo'));
  const problem = useApp((state) => state.settingProblems['llm_client.backend'] ?? null);
  const actions = useActions();
  return (
    <section className={styles.lead} aria-labelledby="first-step">
      <div className={styles.leadAction}>
        <div>
          <h2 id="first-step">{title}</h2>
          <p>{text}</p>
          {children}
          {problem && <p role="alert">{problem.text}</p>}
        </div>
        <div className={styles.leadButtons}>
          {action}
          {note && <span>{note}</span>}
        </div>
      </div>
      <div className={styles.leadFoot}>
        <span>Other ways:</span>
        <Button kind="quiet" small onClick={() => void actions.openLink('lm-studio')}>
          Get LM Studio
        </Button>
        <Button kind="quiet" small onClick={() => void actions.openLink('ollama')}>
          Get Ollama
        </Button>
        <Button kind="quiet" small onClick={() => void actions.openLink('llama-server')}>
          Use another OpenAI-compatible server
        </Button>
        {offersDemo && (
          <Button kind="quiet" small busy={startingDemo} onClick={() => void actions.startDemo()}>
            {startingDemo ? 'Starting the demo' : 'Try the demo'}
          </Button>
        )}
      </div>
    </section>
  );
}
