import { Stethoscope } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { CheckList } from '../../components/status/CheckList.tsx';
import { Age, Remaining } from '../../components/Time.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { connectionsOf } from '../../store/selectors/connections.ts';

/** Network and model program: do they work. */
export function ConnectionsPanel() {
  const { status, error } = useApp((state) => ({ status: state.status.value, error: state.status.error }));
  const actions = useActions();
  if (status === null) {
    return (
      <Panel title="Connections">
        {error ? <Empty title="Not known" text={error.message} /> : <Skeleton label="connections" />}
      </Panel>
    );
  }
  const { checkedAtMs } = status.backend;
  return (
    <Panel
      title="Connections"
      meta={
        status.demo ? (
          'off in the demo'
        ) : checkedAtMs === null ? (
          ''
        ) : (
          <>
            checked <Age atMs={checkedAtMs} />
          </>
        )
      }
      actions={
        !status.demo && (
          <Button kind="quiet" small icon={Stethoscope} onClick={() => actions.openDoctor(true)}>
            Test
          </Button>
        )
      }
    >
      <CheckList
        items={connectionsOf(status).map((line) => ({
          id: line.id,
          kind: line.kind,
          title: line.title,
          detail: (
            <>
              {line.detail}
              {line.nextTryAtMs !== null && (
                <>
                  {' '}
                  Next try in <Remaining untilMs={line.nextTryAtMs} />
                </>
              )}
            </>
          ),
        }))}
      />
    </Panel>
  );
}
