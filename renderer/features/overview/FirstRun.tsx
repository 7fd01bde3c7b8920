import { useEffect } from 'react';
import { Panel } from '../../components/heads/Panel.tsx';
import { type CheckItem, CheckList } from '../../components/status/CheckList.tsx';
import { formatBytes } from '../../format/counts.ts';
import { shortAddress } from '../../format/ids.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { connectionsOf } from '../../store/selectors/connections.ts';
import { firstWay } from '../../store/selectors/first-run.ts';
import { shortGpu } from '../../store/selectors/hardware.ts';
import text from '../../styles/text.module.css';
import { BuiltinLead } from './BuiltinLead.tsx';
import { FoundLead } from './FoundLead.tsx';
import { StartLead } from './StartLead.tsx';
import { WhereWeLooked } from './WhereWeLooked.tsx';

/** Nothing was ever answered and nothing runs models: one way forward, where we looked, what is ready. */
export function FirstRun() {
  const app = useApp((state) => state);
  const actions = useActions();
  const tested = app.doctor.value !== null || app.doctor.error !== null;
  useEffect(() => {
    if (!tested) void actions.testPrograms();
  }, [tested, actions]);
  if (app.status.value === null) return null;
  const way = firstWay(app);
  return (
    <>
      {way.way === 'found' && <FoundLead report={way.report} />}
      {way.way === 'builtin' && <BuiltinLead way={way} />}
      {way.way === 'start' && <StartLead />}
      <div className={text.columns}>
        <WhereWeLooked />
        <div data-region="side">
          <ReadySoFar />
        </div>
      </div>
    </>
  );
}

function ReadySoFar() {
  const { status, hardware } = useApp((state) => ({ status: state.status.value, hardware: state.hardware.value }));
  if (status === null) return null;
  const network = connectionsOf(status).find((line) => line.id === 'network');
  const gpu = hardware?.gpus[0];
  const card = gpu
    ? `${shortGpu(gpu.name)}${gpu.memoryTotalBytes === null ? '' : `, ${formatBytes(gpu.memoryTotalBytes)}`}`
    : 'No graphics card seen';
  const pc: readonly CheckItem[] = hardware
    ? [
        {
          id: 'pc',
          kind: gpu ? 'good' : 'none',
          title: 'Your PC',
          detail: `${card}; ${formatBytes(hardware.memory.totalBytes)} memory`,
        },
      ]
    : [];
  const ready: readonly CheckItem[] = [
    ...pc,
    {
      id: 'identity',
      kind: 'good',
      title: 'Identity',
      detail: `${shortAddress(status.identity.address)}, made on this PC`,
    },
    { id: 'network', kind: network?.kind ?? 'none', title: 'Network', detail: network?.detail ?? 'Not known yet' },
    status.backend.kind === 'builtin'
      ? { id: 'backend', kind: 'good', title: 'Model program', detail: 'The built-in engine' }
      : { id: 'backend', kind: 'warning', title: 'Model program', detail: 'None in use yet' },
    {
      id: 'earnings',
      kind: 'none',
      title: 'Earnings',
      detail: 'Nothing accrued yet: this starts with the first answer',
    },
  ];
  return (
    <Panel title="Ready so far" meta={`${ready.filter((item) => item.kind === 'good').length} of ${ready.length}`}>
      <CheckList items={ready} />
    </Panel>
  );
}
