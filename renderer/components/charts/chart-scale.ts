const steps = [1, 2, 5, 10] as const;

/**
 * Ticks of an axis that starts at 0: three to five lines at round numbers, the last at or above `max`.
 *
 * @param smallestStep - Counts never get ticks between whole numbers.
 */
export function axisTicks(max: number, smallestStep = 0): readonly number[] {
  if (!(max > 0)) return [0, smallestStep || 1];
  const magnitude = 10 ** Math.floor(Math.log10(max / 5));
  const step = Math.max(
    steps.map((factor) => factor * magnitude).find((candidate) => max / candidate <= 5) ?? max,
    smallestStep,
  );
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
