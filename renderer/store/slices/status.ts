import type { Status } from '../../../core/control/schemas/status.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** How the executor is. */
export interface StatusSlice {
  readonly status: Loadable<Status>;
}

export const initialStatus: StatusSlice = { status: unknown };
