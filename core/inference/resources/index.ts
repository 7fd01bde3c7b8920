export type { ModelFacts } from './budgets/need.ts';
export { refusalSentence, type Shortage, shortageSentence } from './budgets/sentences.ts';
export type { AllocationSettings, BudgetSettings, EvictionPolicyName, ModelMemory } from './budgets/settings.ts';
export { anyDevice, evictionPolicies, GB, unlimitedBudget } from './budgets/settings.ts';
export { type CpuSettings, niceLevelOf, threadsFor } from './cpu/settings.ts';
export { tuneProcess } from './cpu/tune-process.ts';
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
export type { OutOfMemoryHandler, ResourceModels, ResourceSettings } from './manager/interface.ts';
export { isOutOfMemory } from './manager/out-of-memory.ts';
export { ResourceManager } from './manager/resource-manager.ts';
export { type Surroundings, surroundingsOf } from './surroundings.ts';
