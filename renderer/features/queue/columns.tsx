import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { Clipped } from '../../components/data/Clipped.tsx';
import type { Column } from '../../components/data/columns.ts';
import { Amount } from '../../components/money/Amount.tsx';
import { Progress } from '../../components/status/Progress.tsx';
import { Elapsed } from '../../components/Time.tsx';
import { formatCount, formatSpeed } from '../../format/counts.ts';
import { shortPeerId } from '../../format/ids.ts';
import { notKnown } from '../../format/locale.ts';
import { laneWords } from '../../store/selectors/lanes.ts';
import text from '../../styles/text.module.css';
import { CancelButton } from './CancelButton.tsx';
import styles from './queue.module.css';
import { type QueueActs, RowActions } from './RowActions.tsx';
import { DeadlineIn, StartsIn } from './WaitCells.tsx';

type QueueColumn = Column<QueueItem>;

export const modelColumn: QueueColumn = {
  id: 'model',
  header: 'Model',
  rowHeader: true,
  cell: (item) => <Clipped text={item.model} />,
};

export const clientColumn: QueueColumn = {
  id: 'client',
  header: 'Client',
  needs: 'medium',
  cell: (item) => (
    <span className={text.mono} title={item.clientPeerId}>
      {shortPeerId(item.clientPeerId)}
    </span>
  ),
};

export const answerColumn: QueueColumn = {
  id: 'answer',
  header: 'Answer',
  width: '24%',
  cell: (item) => (
    <span className={styles.answer}>
      <Progress
        value={item.outboundTokens}
        max={item.maxOutboundTokens}
        label={`${item.id}: ${item.outboundTokens} of at most ${item.maxOutboundTokens} tokens out`}
      />
      <span className={styles.answerCount}>
        {formatCount(item.outboundTokens)} of ≤ {formatCount(item.maxOutboundTokens)}
      </span>
    </span>
  ),
};

export const speedColumn: QueueColumn = {
  id: 'speed',
  header: 'Speed',
  numeric: true,
  cell: (item) =>
    item.tokensPerSecond === null ? (
      <span title="No token yet">{notKnown}</span>
    ) : (
      <>
        {formatSpeed(item.tokensPerSecond)} <span className={text.muted}>tok/s</span>
      </>
    ),
};

export const runningColumn: QueueColumn = {
  id: 'running',
  header: 'Running',
  needs: 'medium',
  numeric: true,
  cell: (item) => <Elapsed sinceMs={item.startedAtMs ?? item.acceptedAtMs} />,
};

export const deadlineColumn: QueueColumn = {
  id: 'deadline',
  header: 'Deadline in',
  numeric: true,
  cell: (item) => <DeadlineIn item={item} />,
};

export const laneColumn: QueueColumn = {
  id: 'lane',
  header: 'Lane',
  needs: 'wide',
  cell: (item) => laneWords[item.lane],
};

export const startsColumn: QueueColumn = {
  id: 'starts',
  header: 'Starts in',
  numeric: true,
  cell: (item) => <StartsIn item={item} />,
};

export const chargeColumn: QueueColumn = {
  id: 'charge',
  header: 'So far, ≈ ETH',
  numeric: true,
  cell: (item) => <Amount wei={BigInt(item.chargeSoFarWei)} place="running" unit={false} />,
};

export const positionColumn: QueueColumn = {
  id: 'position',
  header: '#',
  numeric: true,
  width: '3rem',
  cell: (item) => (item.position === null ? notKnown : formatCount(item.position)),
};

export const waitedColumn: QueueColumn = {
  id: 'waited',
  header: 'Waited',
  numeric: true,
  cell: (item) => <Elapsed sinceMs={item.acceptedAtMs} />,
};

export const limitColumn: QueueColumn = {
  id: 'limit',
  header: 'Tokens out, at most',
  numeric: true,
  needs: 'wide',
  cell: (item) => formatCount(item.maxOutboundTokens),
};

/** Cancels the row; asks once. */
export const cancelColumn = (onCancel: (item: QueueItem) => void): QueueColumn => ({
  id: 'actions',
  header: 'Actions',
  headerHidden: true,
  numeric: true,
  cell: (item, { tabIndex }) => <CancelButton item={item} tabIndex={tabIndex} onCancel={onCancel} />,
});

/** Boosts, holds or cancels the row. */
export const actionsColumn = (acts: QueueActs): QueueColumn => ({
  id: 'actions',
  header: 'Actions',
  headerHidden: true,
  numeric: true,
  cell: (item, { tabIndex }) => <RowActions item={item} tabIndex={tabIndex} {...acts} />,
});
