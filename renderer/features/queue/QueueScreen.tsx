import { useMemo, useState } from 'react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { formatCount } from '../../format/counts.ts';
import { formatForecast } from '../../format/time.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { type Lane, laneOptions, lanesOf } from '../../store/selectors/lanes.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { OutcomesPanel } from './OutcomesPanel.tsx';
import { QueuePanel } from './QueuePanel.tsx';
import { RecentPanel } from './RecentPanel.tsx';
import type { QueueActs } from './RowActions.tsx';

const noItems: readonly QueueItem[] = [];

/** What runs, what waits, what just ended. */
export function QueueScreen() {
  const { items, queue, loaded, error, serving } = useApp((state) => ({
    items: state.queue.value?.items ?? noItems,
    queue: state.queue.value,
    loaded: state.queue.value !== null,
    error: state.queue.error,
    serving: state.status.value?.state === 'serving',
  }));
  const actions = useActions();
  const [asked, setAsked] = useState<QueueItem | null>(null);
  const [lane, setLane] = useState<Lane | 'all'>('all');
  const acts = useMemo<QueueActs>(
    () => ({
      onBoost: (item) => void actions.boostRequest(item.id),
      onHold: (item) => void (item.held ? actions.releaseRequest(item.id) : actions.holdRequest(item.id)),
      onCancel: setAsked,
    }),
    [actions],
  );
  const lanes = useMemo(() => lanesOf(queue), [queue]);
  const chosen = lanes === null ? 'all' : lane;
  const shown = useMemo(() => items.filter((item) => chosen === 'all' || item.lane === chosen), [items, chosen]);
  const running = useMemo(() => shown.filter((item) => item.state === 'running'), [shown]);
  const waiting = useMemo(() => shown.filter((item) => item.state === 'waiting'), [shown]);

  const sentence = loaded ? queueSentence(items, serving) : 'Requests in the order in which they are served.';
  return (
    <>
      <ScreenHead
        title="Queue"
        sentence={sentence}
        actions={
          lanes !== null && <Segmented label="Lane" value={chosen} options={laneOptions(lanes)} onChange={setLane} />
        }
      />
      {!loaded && error ? (
        <Panel title="Requests">
          <Empty
            title={error.message}
            text={error.hint}
            action={<Button onClick={() => void actions.reload()}>Try again</Button>}
          />
        </Panel>
      ) : !loaded ? (
        <Panel title="Requests">
          <Skeleton label="the queue" />
        </Panel>
      ) : (
        <>
          <QueuePanel kind="running" items={running} acts={acts} lanes={lanes !== null} />
          <QueuePanel kind="waiting" items={waiting} acts={acts} lanes={lanes !== null} />
          <RecentPanel />
          <OutcomesPanel />
        </>
      )}
      <CancelDialog item={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function queueSentence(items: readonly QueueItem[], serving: boolean): string {
  const running = items.filter((item) => item.state === 'running').length;
  const waiting = items.length - running;
  const held = items.filter((item) => item.held).length;
  if (items.length === 0)
    return serving
      ? 'Nothing runs and nothing waits. The next request starts at once.'
      : 'Nothing runs and nothing waits.';
  const counts = `${formatCount(running)} running, ${formatCount(waiting)} waiting${held > 0 ? `, ${formatCount(held)} of them held` : ''}.`;
  const longestMs = Math.max(0, ...items.map((item) => item.expectedWaitMs ?? 0));
  return longestMs > 0 ? `${counts} The last of them starts in ${formatForecast(longestMs)}.` : counts;
}
