import type { TrayState } from './tray-view.ts';

/** An icon of a state for one system. */
export interface TrayIcon {
  /** File in `assets/icons/tray`; its `@2x` neighbour is found by Electron. */
  readonly file: string;
  /** True where the system colours the shape itself. */
  readonly template: boolean;
}

/**
 * Chooses the icon. macOS gets the black shape as a template; Windows and Linux get the coloured one, which is drawn to
 * be seen on light and dark panels, because neither tells which colour its panel has.
 */
export function chooseTrayIcon(state: TrayState, platform: NodeJS.Platform): TrayIcon {
  if (platform === 'darwin') return { file: `tray-${state}-mono-16.png`, template: true };
  return { file: `tray-${state}-color-${platform === 'win32' ? 16 : 22}.png`, template: false };
}
