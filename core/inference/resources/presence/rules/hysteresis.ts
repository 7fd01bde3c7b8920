/** Where a measured value begins to count, and where it no longer does. */
export interface Band {
  readonly on: number;
  /** Below `on`, so that a value that trembles around one line changes nothing. */
  readonly off: number;
}

/** Whether the value counts, after it did or did not. A value that is not known changes nothing. Pure. */
export function withinBand(wasOn: boolean, value: number | null, { on, off }: Band): boolean {
  if (value === null) return wasOn;
  return wasOn ? value > off : value >= on;
}
