import { FileCog, RefreshCw } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Definitions } from '../../components/data/Definitions.tsx';
import { NextAction } from '../../components/heads/NextAction.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { factsOf } from '../../format/facts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import text from '../../styles/text.module.css';

/** The executor could not start: why, what to do, and the way to try again. */
export function StartProblem() {
  const host = useApp((state) => state.shell?.host ?? null);
  const busy = useApp((state) => state.busy.has('retry'));
  const actions = useActions();
  if (host?.state !== 'failed') return null;
  const { problem } = host;
  const { hint } = problem.details;
  // Two problems may stand in one line of the configuration, so that names can repeat.
  const facts = factsOf(problem.details).map(({ name, text }, index) => ({ id: `${index}`, name, value: text }));
  return (
    <>
      <NextAction
        kind="attention"
        title={problem.message}
        text={typeof hint === 'string' ? hint : problem.hint}
        action={
          <span className={text.row}>
            {/^(CONFIG|FEATURE)_/.test(problem.code) && (
              <Button icon={FileCog} onClick={() => void actions.openConfig()}>
                Open config.toml
              </Button>
            )}
            <Button kind="primary" icon={RefreshCw} busy={busy} onClick={() => void actions.retryStart()}>
              {busy ? 'Starting' : 'Try again'}
            </Button>
          </span>
        }
      />
      <Panel title="What is known" meta={problem.code} padded>
        {facts.length > 0 ? <Definitions items={facts} /> : <p>Nothing more. Nothing was changed.</p>}
      </Panel>
    </>
  );
}
