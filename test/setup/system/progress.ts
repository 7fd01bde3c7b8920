/** One line for the person who waits. Standard output stays free for results. */
export function say(line: string): void {
  process.stderr.write(`lloom: ${line}\n`);
}

/** Seconds with one digit, such as `12.3 s`. */
export function formatSeconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** Runs a step that may take a while, and says when it begins and how long it took. */
export async function announced<T>(what: string, step: () => Promise<T>): Promise<T> {
  say(`${what} …`);
  const startedMs = performance.now();
  const result = await step();
  say(`${what}: done in ${formatSeconds(performance.now() - startedMs)}`);
  return result;
}
