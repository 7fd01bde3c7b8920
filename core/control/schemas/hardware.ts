import { z } from 'zod';
import { count, timeMs } from './common.ts';

/** A program that holds memory of a GPU. */
export const gpuProcess = z.strictObject({
  pid: count,
  /** Name of its executable, without the folder. */
  name: z.string(),
  memoryBytes: count.nullable(),
  /** `backend`: a model program of ours; `own`: this program; `other`: anything else, such as a game. */
  owner: z.enum(['own', 'backend', 'other']),
});

/** One GPU as it is now. Null stands for what its driver does not tell. */
export const gpu = z.strictObject({
  index: count,
  name: z.string(),
  vendor: z.enum(['nvidia', 'amd', 'intel', 'apple', 'other']),
  driver: z.string().nullable(),
  /** 0 to 1. */
  load: z.number().min(0).max(1).nullable(),
  memoryTotalBytes: count.nullable(),
  memoryUsedBytes: count.nullable(),
  temperatureC: z.number().nullable(),
  powerWatts: z.number().nonnegative().nullable(),
  powerLimitWatts: z.number().nonnegative().nullable(),
  processes: z.array(gpuProcess).nullable(),
  /** False for one that `[gpu_allocation] devices` leaves out. */
  inUse: z.boolean(),
});

/** Power over time of one device since local midnight, or since the start today, split by what it was spent on. */
export const energy = z.strictObject({
  device: z.string(),
  idleJoules: z.number().nonnegative(),
  servingJoules: z.number().nonnegative(),
});

/** What a probe has to say; `not-available` is no fault. */
export const probeState = z.strictObject({
  name: z.string(),
  state: z.enum(['ok', 'not-available', 'failed']),
  /** One sentence for people. */
  detail: z.string(),
});

/** One moment of the measured past. */
export const hardwarePoint = z.strictObject({
  atMs: timeMs,
  gpuLoad: z.number().nullable(),
  gpuTemperatureC: z.number().nullable(),
  gpuPowerWatts: z.number().nullable(),
  gpuMemoryUsedBytes: z.number().nullable(),
});

/** The computer as the probes see it. */
export const hardware = z.strictObject({
  atMs: timeMs,
  gpus: z.array(gpu),
  cpu: z.strictObject({
    name: z.string(),
    cores: count,
    load: z.number().min(0).max(1).nullable(),
    temperatureC: z.number().nullable(),
    powerWatts: z.number().nonnegative().nullable(),
  }),
  memory: z.strictObject({ totalBytes: count, availableBytes: count, swapUsedBytes: count.nullable() }),
  /** The disk that the data folder is on. */
  disk: z.strictObject({ totalBytes: count, freeBytes: count }).nullable(),
  battery: z
    .strictObject({ charging: z.boolean(), onBattery: z.boolean(), level: z.number().min(0).max(1) })
    .nullable(),
  probes: z.array(probeState),
  energy: z.array(energy),
  /** The last minutes, oldest first. */
  history: z.array(hardwarePoint).max(360),
});
export type Hardware = z.infer<typeof hardware>;
export type Gpu = z.infer<typeof gpu>;
