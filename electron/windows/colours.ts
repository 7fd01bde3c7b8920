/**
 * The colour of a window before its page is drawn, so that it does not flash white. The same values as
 * `--surface-canvas` in the window's tokens; a test compares them.
 */
export const canvasColour = { light: '#f3f2ee', dark: '#121415' } as const;
