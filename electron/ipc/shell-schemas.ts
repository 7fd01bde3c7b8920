import { z } from 'zod';
import { count, problem } from '../../core/control/schemas/common.ts';

/** Which colours the owner chose; `system` follows the desktop. */
export const themeChoice = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof themeChoice>;

/**
 * How the executor inside the app fares.
 * `failed`: it could not start, `problem` says why; `shell.retry` tries again.
 */
export const hostState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('starting') }),
  z.strictObject({ state: z.literal('running') }),
  z.strictObject({ state: z.literal('failed'), problem }),
  z.strictObject({ state: z.literal('stopped') }),
]);
export type HostState = z.infer<typeof hostState>;

/** What the app itself is, apart from the executor that it runs. */
export const shellState = z.strictObject({
  platform: z.enum(['linux', 'win32', 'darwin', 'other']),
  version: z.string(),
  theme: z.strictObject({
    choice: themeChoice,
    /** What the choice comes to now. */
    shown: z.enum(['light', 'dark']),
  }),
  window: z.strictObject({ maximized: z.boolean() }),
  /** True when closing the window leaves the app in the tray. */
  tray: z.boolean(),
  host: hostState,
  /**
   * Grows with every executor that is started: the first one, each retry, the demo, and the way back.
   * When it changes, everything known of the executor before is void and must be asked again.
   */
  instance: count,
  /** True while the executor is the demo's. */
  demo: z.boolean(),
  /** True under the test runtime: data folder and key are throw-away ones, and the window says so. */
  testRuntime: z.boolean(),
});
export type ShellState = z.infer<typeof shellState>;

/** The only pages that the app opens in the browser. */
export const linkKey = z.enum(['network', 'lm-studio', 'ollama', 'llama-server']);
export type LinkKey = z.infer<typeof linkKey>;
