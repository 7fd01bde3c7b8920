import { z } from 'zod';
import { themeChoice } from '../ipc/shell-schemas.ts';

const pixels = z.int().min(-32_768).max(32_768);

/** Where the window stood, in device-independent pixels. */
export const windowBounds = z.strictObject({
  x: pixels,
  y: pixels,
  width: pixels,
  height: pixels,
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof windowBounds>;

/** What the app remembers about itself. Everything about the executor is in its configuration file instead. */
export const shellSettings = z.strictObject({
  version: z.literal(1),
  theme: themeChoice,
  /** Null until the window was moved or resized. */
  bounds: windowBounds.nullable(),
});
export type ShellSettings = z.infer<typeof shellSettings>;

export const defaultSettings: ShellSettings = { version: 1, theme: 'system', bounds: null };
