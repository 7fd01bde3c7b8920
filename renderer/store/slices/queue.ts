import type { QueueView } from '../../../core/control/schemas/work.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** Requests that wait, run, or just ended. */
export interface QueueSlice {
  readonly queue: Loadable<QueueView>;
}

export const initialQueue: QueueSlice = { queue: unknown };
