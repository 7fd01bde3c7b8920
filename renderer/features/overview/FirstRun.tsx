import { Play } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { type CheckItem, CheckList } from '../../components/status/CheckList.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { Age } from '../../components/Time.tsx';
import { shortAddress } from '../../format/ids.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { connectionsOf } from '../../store/selectors/connections.ts';
import { programOf } from '../../store/selectors/program.ts';
import text from '../../styles/text.module.css';
import styles from './overview.module.css';

/** Nothing was ever answered and no model program answers: one way forward, where we looked, what is ready. */
export function FirstRun() {
  const status = useApp((state) => state.status.value);
  const startingDemo = useApp((state) => state.busy.has('demo'));
  const actions = useActions();
  if (status === null) return null;
  const { backend } = status;
  const lmStudio = backend.kind === 'lmstudio';
  const network = connectionsOf(status).find((line) => line.id === 'network');
  const ready: readonly CheckItem[] = [
    {
      id: 'identity',
      kind: 'good',
      title: 'Identity',
      detail: `${shortAddress(status.identity.address)}, made on this PC`,
    },
    { id: 'network', kind: network?.kind ?? 'none', title: 'Network', detail: network?.detail ?? 'Not known yet' },
    { id: 'backend', kind: 'warning', title: 'Model program', detail: 'None found yet' },
    {
      id: 'earnings',
      kind: 'none',
      title: 'Earnings',
      detail: 'Nothing accrued yet: this starts with the first answer',
    },
  ];
  return (
    <>
      <section className={styles.lead} aria-labelledby="first-step">
        <div className={styles.leadAction}>
          <div>
            <h2 id="first-step">{lmStudio ? 'Start LM Studio’s server' : 'Start your model program'}</h2>
            <p>
              {lmStudio
                ? 'In LM Studio open Developer, load a model and choose Start server. The window notices by itself and begins to serve.'
                : 'Start it and load a model. The window notices by itself and begins to serve.'}
            </p>
          </div>
          <div className={styles.leadButtons}>
            <Button kind="primary" icon={Play} busy={startingDemo} onClick={() => void actions.startDemo()}>
              {startingDemo ? 'Starting the demo' : 'Try the demo'}
            </Button>
            <span>works without LM Studio</span>
          </div>
        </div>
        <div className={styles.leadFoot}>
          <span>Other ways:</span>
          <Button kind="quiet" small onClick={() => void actions.openLink('lm-studio')}>
            Get LM Studio
          </Button>
          <Button kind="quiet" small onClick={() => void actions.openLink('llama-server')}>
            Use another OpenAI-compatible server
          </Button>
        </div>
      </section>
      <div className={text.columns}>
        <Panel
          title="Where we looked"
          meta={
            backend.checkedAtMs === null ? (
              'not asked yet'
            ) : (
              <>
                <Age atMs={backend.checkedAtMs} />, set in [llm_client]
              </>
            )
          }
        >
          <ul className={styles.looked}>
            <li>
              <Mark kind={backend.problem ? 'warning' : 'none'} />
              <b>{programOf(status)}</b>
              <span className={text.mono}>{backend.baseUrl}</span>
              <span className={text.soft}>{backend.problem?.message ?? 'No answer yet'}</span>
            </li>
          </ul>
        </Panel>
        <div data-region="side">
          <Panel
            title="Ready so far"
            meta={`${ready.filter((item) => item.kind === 'good').length} of ${ready.length}`}
          >
            <CheckList items={ready} />
          </Panel>
        </div>
      </div>
    </>
  );
}
