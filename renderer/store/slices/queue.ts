import type { Admission } from '../../../core/control/schemas/admission.ts';
import type { QueueView } from '../../../core/control/schemas/work.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** Requests that wait, run, or just ended, and how they ended since the start. */
export interface QueueSlice {
  readonly queue: Loadable<QueueView>;
  readonly admission: Loadable<Admission>;
}

export const initialQueue: QueueSlice = { queue: unknown, admission: unknown };
