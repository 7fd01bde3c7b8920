/** Ends a benchmark or a soak when what it looks at is not as it must be. @throws Error with this text. */
export function assertThat(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`It does not hold that ${what}.`);
}
