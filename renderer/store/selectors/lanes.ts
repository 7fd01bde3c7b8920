import type { QueueView } from '../../../core/control/schemas/work.ts';
import { formatCount } from '../../format/counts.ts';

/** A lane of the queue. */
export type Lane = QueueView['lanes'][number]['lane'];

/** What the lanes are called, in the order in which they are served. */
export const laneWords: Readonly<Record<Lane, string>> = { high: 'High', normal: 'Normal', low: 'Low' };

/** The lanes, where there is more than the normal one; null otherwise. */
export function lanesOf(queue: QueueView | null): QueueView['lanes'] | null {
  const used = queue?.lanes.filter(({ lane, limit, waiting }) => lane === 'normal' || limit + waiting > 0) ?? [];
  return used.length > 1 ? used : null;
}

/** The choice of a lane, with how many wait in each. */
export const laneOptions = (lanes: QueueView['lanes']): readonly { value: Lane | 'all'; label: string }[] => [
  { value: 'all', label: 'All lanes' },
  ...lanes.map(({ lane, waiting }) => ({ value: lane, label: `${laneWords[lane]} ${formatCount(waiting)}` })),
];
