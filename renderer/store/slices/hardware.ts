import type { Hardware } from '../../../core/control/schemas/hardware.ts';
import type { Presence } from '../../../core/control/schemas/presence.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** The computer, and how the executor gives way to its owner. */
export interface HardwareSlice {
  readonly hardware: Loadable<Hardware>;
  readonly presence: Loadable<Presence>;
}

export const initialHardware: HardwareSlice = { hardware: unknown, presence: unknown };
