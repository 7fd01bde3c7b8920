import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** What the test of the model programs found. */
export interface DoctorSlice {
  readonly doctor: Loadable<readonly DoctorReport[]>;
  readonly doctorOpen: boolean;
}

export const initialDoctor: DoctorSlice = { doctor: unknown, doctorOpen: false };
