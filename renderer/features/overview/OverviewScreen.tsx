import { useApp } from '../../store/context.tsx';
import { isAside } from '../../store/selectors/presence.ts';
import { isFirstRun } from '../../store/selectors/sentence.ts';
import text from '../../styles/text.module.css';
import { AsidePanel } from './AsidePanel.tsx';
import { ConnectionsPanel } from './ConnectionsPanel.tsx';
import { FirstRun } from './FirstRun.tsx';
import { GpuSummary } from './GpuSummary.tsx';
import { NextStep } from './NextStep.tsx';
import { OverviewHead } from './OverviewHead.tsx';
import { RunningPanel } from './RunningPanel.tsx';
import { StartProblem } from './StartProblem.tsx';
import { TodayFigures } from './TodayFigures.tsx';
import { TodayPanel } from './TodayPanel.tsx';

/** How it is going: the state, the one next thing, today in numbers, what runs, and the connections. */
export function OverviewScreen() {
  const kind = useApp((state) => {
    if (state.shell?.host.state === 'failed') return 'failed';
    return isFirstRun(state) ? 'first-run' : 'usual';
  });
  const aside = useApp((state) => isAside(state.presence.value) && state.status.value?.requests.running === 0);
  return (
    <>
      <OverviewHead />
      {kind === 'failed' && <StartProblem />}
      {kind === 'first-run' && <FirstRun />}
      {kind === 'usual' && (
        <>
          <NextStep />
          <TodayFigures />
          <div className={text.columns}>
            <div className={text.stack}>
              {aside ? <AsidePanel /> : <RunningPanel />}
              <TodayPanel />
            </div>
            <div className={text.stack} data-region="side">
              <GpuSummary />
              <ConnectionsPanel />
            </div>
          </div>
        </>
      )}
    </>
  );
}
