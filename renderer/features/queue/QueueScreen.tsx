import { useCallback, useMemo, useState } from 'react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { formatCount } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { CancelDialog } from './CancelDialog.tsx';
import { QueuePanel } from './QueuePanel.tsx';
import { RecentPanel } from './RecentPanel.tsx';

const noItems: readonly QueueItem[] = [];

/** What runs, what waits, what just ended. */
export function QueueScreen() {
  const { items, loaded, error, serving } = useApp((state) => ({
    items: state.queue.value?.items ?? noItems,
    loaded: state.queue.value !== null,
    error: state.queue.error,
    serving: state.status.value?.state === 'serving',
  }));
  const actions = useActions();
  const [asked, setAsked] = useState<QueueItem | null>(null);
  const ask = useCallback((item: QueueItem) => setAsked(item), []);
  const running = useMemo(() => items.filter((item) => item.state === 'running'), [items]);
  const waiting = useMemo(() => items.filter((item) => item.state === 'waiting'), [items]);

  const sentence = loaded
    ? queueSentence(running.length, waiting.length, serving)
    : 'Requests in the order in which they are served.';
  return (
    <>
      <ScreenHead title="Queue" sentence={sentence} />
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
          <QueuePanel kind="running" items={running} onCancel={ask} />
          <QueuePanel kind="waiting" items={waiting} onCancel={ask} />
          <RecentPanel />
        </>
      )}
      <CancelDialog item={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function queueSentence(running: number, waiting: number, serving: boolean): string {
  if (running + waiting > 0) return `${formatCount(running)} running, ${formatCount(waiting)} waiting.`;
  return serving
    ? 'Nothing runs and nothing waits. The next request starts at once.'
    : 'Nothing runs and nothing waits.';
}
