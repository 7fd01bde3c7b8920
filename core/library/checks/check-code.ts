import { throwProblems } from './check-names.ts';

const problem = (key: string, sentence: string, expected: string) => ({ key, problem: sentence, expected, hint: null });

/**
 * Refuses code that cannot be called, at once and not with the first request.
 *
 * @throws `CONFIG_INVALID`
 */
export function requireFunction(owner: string, value: unknown): void {
  throwProblems(typeof value === 'function' ? [] : [problem(owner, 'is no function', 'a function')]);
}

/** Refuses an object that lacks one of these methods. @throws `CONFIG_INVALID` */
export function requireMethods(owner: string, value: unknown, methods: readonly string[]): void {
  const missing = methods.filter((name) => !hasMethod(value, name));
  throwProblems(missing.map((name) => problem(`${owner}.${name}`, 'is missing', 'a function')));
}

/** Refuses an object that has none of these methods: it would never be called. @throws `CONFIG_INVALID` */
export function requireAnyMethod(owner: string, value: unknown, methods: readonly string[]): void {
  const hasNone = !methods.some((name) => hasMethod(value, name));
  throwProblems(hasNone ? [problem(owner, 'has nothing that could be called', `one of ${methods.join(', ')}`)] : []);
}

/** Refuses a name that does not fit into a line of the log. @throws `CONFIG_INVALID` */
export function requireName(owner: string, name: unknown): void {
  const isName = typeof name === 'string' && /^[\x21-\x7e]{1,64}$/.test(name);
  throwProblems(isName ? [] : [problem(owner, 'is no name', '1 to 64 printable ASCII characters without spaces')]);
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';
}
