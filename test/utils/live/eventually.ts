/**
 * Looks every 20 ms until `look` gives something that is not null, undefined or false.
 *
 * @param what - What is waited for, for the error.
 * @throws Error when it takes longer than `timeoutMs`, with the last failure of `look` as its cause.
 */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  timeoutMs = 60_000,
): Promise<Found> {
  const endMs = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < endMs) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`It took more than ${timeoutMs} ms until ${what}.`, { cause });
}

/** Seconds since `startedMs` of `performance.now()`, with one decimal. */
export function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 100) / 10;
}
