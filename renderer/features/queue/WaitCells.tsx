import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { Mark } from '../../components/status/Mark.tsx';
import { Tag } from '../../components/status/Tag.tsx';
import { Remaining } from '../../components/Time.tsx';
import { useNow } from '../../components/use-now.ts';
import { notKnown } from '../../format/locale.ts';
import { formatForecast } from '../../format/time.ts';
import styles from './queue.module.css';

/** How much of the time to its deadline a request may be expected to wait before it is marked. */
const tightShare = 0.8;

/** When it is expected to start; or that it is held. */
export function StartsIn({ item }: { readonly item: QueueItem }) {
  if (item.held) return <Tag kind="info">held</Tag>;
  if (item.expectedWaitMs === null)
    return <span title={item.position === null ? 'Waits for an equal request' : 'Not known yet'}>{notKnown}</span>;
  return <>{formatForecast(item.expectedWaitMs)}</>;
}

/** Time to its deadline, marked when the request may not be answered before it. */
export function DeadlineIn({ item }: { readonly item: QueueItem }) {
  const leftMs = item.deadlineMs - useNow();
  const tight = leftMs <= 0 || (item.expectedWaitMs !== null && item.expectedWaitMs > leftMs * tightShare);
  return (
    <span className={tight ? styles.tight : undefined}>
      {tight && <Mark kind="warning" spoken="Close to its deadline: " />}
      <Remaining untilMs={item.deadlineMs} />
    </span>
  );
}
