import { RefreshCw } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Definitions } from '../../components/data/Definitions.tsx';
import { NextAction } from '../../components/heads/NextAction.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { useActions, useApp } from '../../store/context.tsx';

/** The executor could not start: why, what to do, and the way to try again. */
export function StartProblem() {
  const host = useApp((state) => state.shell?.host ?? null);
  const busy = useApp((state) => state.busy.has('retry'));
  const actions = useActions();
  if (host?.state !== 'failed') return null;
  const { problem } = host;
  const details = Object.entries(problem.details).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  return (
    <>
      <NextAction
        kind="attention"
        title={problem.message}
        text={problem.hint}
        action={
          <Button kind="primary" icon={RefreshCw} busy={busy} onClick={() => void actions.retryStart()}>
            {busy ? 'Starting' : 'Try again'}
          </Button>
        }
      />
      <Panel title="What is known" meta={problem.code} padded>
        {details.length > 0 ? <Definitions items={details} /> : <p>Nothing more. Nothing was changed.</p>}
      </Panel>
    </>
  );
}
