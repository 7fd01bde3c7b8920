import { describe, expect, it } from 'vitest';
import { placeWindow } from '../../../../electron/windows/bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 1000 };
const remembered = { x: 2000, y: 100, width: 1200, height: 750, maximized: true };

describe('where the window opens', () => {
  it('is left to the desktop the first time, at 1280 × 800', () => {
    expect(placeWindow(null, [screen])).toEqual({ width: 1280, height: 800, maximized: false });
  });

  it('is where it was', () => {
    expect(placeWindow(remembered, [screen, right])).toEqual(remembered);
  });

  it('is not on a screen that is gone, but keeps its size', () => {
    expect(placeWindow(remembered, [screen])).toEqual({ width: 1200, height: 750, maximized: true });
  });

  it.each([
    ['above the screen', { x: 100, y: -300 }],
    ['below the screen', { x: 100, y: 1030 }],
    ['beside the screen', { x: 1900, y: 100 }],
  ])('is not where its title bar cannot be grasped: %s', (_name, place) => {
    expect(placeWindow({ ...remembered, ...place }, [screen])).not.toHaveProperty('x');
  });

  it('fits the screen, but is never smaller than 900 × 600', () => {
    const huge = { x: 0, y: 0, width: 4000, height: 3000, maximized: false };
    expect(placeWindow(huge, [screen])).toMatchObject({ width: 1920, height: 1040 });
    expect(placeWindow({ ...huge, width: 10, height: 10 }, [screen])).toMatchObject({ width: 900, height: 600 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 800, height: 500 }])).toMatchObject({ width: 900, height: 600 });
  });
});
