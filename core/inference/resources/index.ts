export { HardwareMonitor, LOOK_EVERY_MS } from './hardware/hardware-monitor.ts';
export { HardwareHistory } from './hardware/history.ts';
export type {
  GpuProcessReading,
  GpuReading,
  HardwareReading,
  HardwareSource,
  ProbeState,
} from './interface.ts';
export { type Surroundings, surroundingsOf } from './surroundings.ts';
