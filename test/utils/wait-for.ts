/**
 * Waits until `look` gives something, looking again every 25 ms. For what happens in another process and tells nobody.
 *
 * @param name - What is waited for, for the message.
 * @throws Error when nothing came within `limitMs`.
 */
export async function waitFor<Value>(
  name: string,
  look: () => Value | undefined | null | false | Promise<Value | undefined | null | false>,
  limitMs = 10_000,
): Promise<Value> {
  const until = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > until) throw new Error(`Waited ${limitMs} ms in vain for ${name}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
