import { z } from 'zod';
import { count, problem, timeMs } from './common.ts';

/** A plugin beside the path of a request. */
export const pluginInfo = z.strictObject({
  name: z.string(),
  /** Its module; null for an object that code has registered. */
  file: z.string().nullable(),
  /** `waiting`: it is started again soon. `refused`: it is not loaded; the problem says why. */
  state: z.enum(['starting', 'running', 'waiting', 'refused', 'stopped']),
  /** What becomes of requests while it fails or is away. */
  onFailure: z.enum(['open', 'closed']),
  hooks: z.array(z.enum(['onRequest', 'beforeExecution', 'afterExecution', 'onResponse', 'onVoid'])),
  /** What keeps its code from the rest of the computer. */
  confinement: z.enum(['permissions', 'process', 'none']),
  processId: z.int().nullable(),
  /** Resident memory of its process. */
  memoryBytes: count.nullable(),
  restarts: count,
  /** Requests that it was asked about. */
  asked: count,
  rejected: count,
  failed: count,
  timedOut: count,
  /** Events that it was not told, because it was busy or away. */
  dropped: count,
  /** The last thing that went wrong. */
  problem: problem.extend({ atMs: timeMs }).nullable(),
});
export type PluginInfo = z.infer<typeof pluginInfo>;
