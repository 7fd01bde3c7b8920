export { type ConfiguredBackend, type DoctorModules, type DoctorOptions, runDoctor } from './doctor.ts';
export type { DoctorLine, DoctorReport, DoctorTopic, Verdict } from './interface.ts';
export { anyoneListens } from './listening.ts';
