/** Freezes a value of JSON with everything in it. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const inside of Object.values(value)) deepFreeze(inside);
  return Object.freeze(value);
}

/** What may be told of something that was thrown: a code or a name, never its words, which may quote a prompt. */
export function codeOf(thrown: unknown): string {
  const { code, name } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  const told = [code, name].find((one) => typeof one === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(one));
  return (told as string | undefined) ?? 'UNKNOWN';
}
