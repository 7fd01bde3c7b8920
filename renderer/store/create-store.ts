import { createStore, type StoreApi } from 'zustand/vanilla';
import { type DoctorSlice, initialDoctor } from './slices/doctor.ts';
import { type EarningsSlice, initialEarnings } from './slices/earnings.ts';
import { type HardwareSlice, initialHardware } from './slices/hardware.ts';
import { initialModels, type ModelsSlice } from './slices/models.ts';
import { initialPricing, type PricingSlice } from './slices/pricing.ts';
import { initialQueue, type QueueSlice } from './slices/queue.ts';
import { initialSettings, type SettingsSlice } from './slices/settings.ts';
import { initialShell, type ShellSlice } from './slices/shell.ts';
import { initialStatus, type StatusSlice } from './slices/status.ts';

/** Everything that the window knows. */
export type AppState = StatusSlice &
  QueueSlice &
  ModelsSlice &
  HardwareSlice &
  DoctorSlice &
  EarningsSlice &
  PricingSlice &
  SettingsSlice &
  ShellSlice;
export type AppStore = StoreApi<AppState>;

/** What is void when another executor takes over. Chosen periods and units stay. */
export const initialExecutorState = {
  ...initialStatus,
  ...initialQueue,
  ...initialModels,
  ...initialHardware,
  ...initialDoctor,
  prices: initialPricing.prices,
  config: initialSettings.config,
  savingSettings: initialSettings.savingSettings,
  settingProblems: initialSettings.settingProblems,
  summary: initialEarnings.summary,
  rows: initialEarnings.rows,
  rowsComplete: initialEarnings.rowsComplete,
  hours: initialEarnings.hours,
  everAnswered: initialEarnings.everAnswered,
} as const;

/** Creates the store of one window; tests create one each. */
export function createAppStore(change: Partial<AppState> = {}): AppStore {
  return createStore<AppState>()(() => ({
    ...initialStatus,
    ...initialQueue,
    ...initialModels,
    ...initialHardware,
    ...initialDoctor,
    ...initialEarnings,
    ...initialPricing,
    ...initialSettings,
    ...initialShell,
    ...change,
  }));
}
