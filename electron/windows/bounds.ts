import type { WindowBounds } from '../settings/index.ts';

/** Size of a new window, and the least one, in device-independent pixels. */
export const defaultSize = { width: 1280, height: 800 } as const;
export const minimumSize = { width: 900, height: 600 } as const;

/** A rectangle of a screen that windows may use. */
export interface WorkArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where to put the window: `x` and `y` are missing when the desktop shall choose. */
export interface Placement {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** So much of a window must be on a screen that it can be moved by its title bar. */
const graspableWidth = 120;
const graspableHeight = 44;

/**
 * Places the window where it was, unless the screen it was on is gone: then the desktop chooses the place, and the
 * size stays. Never larger than its screen, never smaller than {@link minimumSize}.
 */
export function placeWindow(remembered: WindowBounds | null, areas: readonly WorkArea[]): Placement {
  const wanted = remembered ?? { ...defaultSize, maximized: false };
  const home = remembered && areas.find((area) => isGraspable(remembered, area));
  const area = home ?? areas[0];
  const size = {
    width: Math.max(minimumSize.width, Math.min(wanted.width, area?.width ?? wanted.width)),
    height: Math.max(minimumSize.height, Math.min(wanted.height, area?.height ?? wanted.height)),
  };
  return { ...(home ? { x: remembered.x, y: remembered.y } : {}), ...size, maximized: wanted.maximized };
}

function isGraspable(bounds: WindowBounds, area: WorkArea): boolean {
  const overlapX = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const titleBarTop = bounds.y >= area.y && bounds.y + graspableHeight <= area.y + area.height;
  return overlapX >= graspableWidth && titleBarTop;
}
