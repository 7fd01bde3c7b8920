import { ArrowUpToLine, Hand, Play, X } from 'lucide-react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { shortRequestId } from '../../format/ids.ts';
import styles from './queue.module.css';

/** What can be done with a waiting request. */
export interface QueueActs {
  readonly onBoost: (item: QueueItem) => void;
  /** Holds it back, or lets it go on when it is held. */
  readonly onHold: (item: QueueItem) => void;
  readonly onCancel: (item: QueueItem) => void;
}

export interface RowActionsProps extends QueueActs {
  readonly item: QueueItem;
  readonly tabIndex: 0 | -1;
}

/** The buttons at the end of a waiting row, named with its request. */
export function RowActions({ item, tabIndex, onBoost, onHold, onCancel }: RowActionsProps) {
  const id = shortRequestId(item.id);
  return (
    <span className={styles.acts}>
      <IconButton icon={ArrowUpToLine} tabIndex={tabIndex} label={`Boost ${id}`} onClick={() => onBoost(item)} />
      <IconButton
        icon={item.held ? Play : Hand}
        tabIndex={tabIndex}
        label={`${item.held ? 'Release' : 'Hold'} ${id}`}
        onClick={() => onHold(item)}
      />
      <IconButton icon={X} tabIndex={tabIndex} label={`Cancel ${id}`} onClick={() => onCancel(item)} />
    </span>
  );
}
