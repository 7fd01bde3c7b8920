export { EnergyMeter, type EnergySum } from './energy/energy-meter.ts';
export { HardwareMonitor, LOOK_EVERY_MS } from './hardware/hardware-monitor.ts';
export { HardwareHistory } from './hardware/history.ts';
export { hardwareView } from './hardware/view.ts';
export type {
  GpuProcessReading,
  GpuReading,
  HardwareReading,
  HardwareSource,
  ProbeState,
} from './interface.ts';
export { type Surroundings, surroundingsOf } from './surroundings.ts';
