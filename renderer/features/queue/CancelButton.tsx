import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { Button } from '../../components/controls/Button.tsx';
import { shortRequestId } from '../../format/ids.ts';

export interface CancelButtonProps {
  readonly item: QueueItem;
  readonly tabIndex: 0 | -1;
  readonly onCancel: (item: QueueItem) => void;
}

/** The button at the end of a row, named with its request. */
export function CancelButton({ item, tabIndex, onCancel }: CancelButtonProps) {
  return (
    <Button small tabIndex={tabIndex} aria-label={`Cancel ${shortRequestId(item.id)}`} onClick={() => onCancel(item)}>
      Cancel
    </Button>
  );
}
