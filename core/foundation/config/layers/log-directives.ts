/** Levels of Rust programs under our names. `off` has no counterpart here: the fewest words are those on errors. */
const levels: Readonly<Record<string, string>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  off: 'error',
};

/**
 * The level that directives as in `RUST_LOG` give this program: `debug`, `lloom_executor=debug`,
 * `info,lloom_executor=trace`. What is said of the executor by name wins over what is said of everything.
 *
 * @returns Null when they say nothing of it.
 */
export function levelOfDirectives(text: string): string | null {
  let forAll: string | null = null;
  let forUs: string | null = null;
  for (const directive of text.split(',')) {
    const [target = '', level] = directive.trim().toLowerCase().split('=');
    if (level === undefined) forAll = levels[target] ?? forAll;
    else if (/^lloom_executor(?:::|$)/.test(target)) forUs = levels[level] ?? forUs;
    if (target === 'lloom_executor' && level === undefined) forUs = 'trace';
  }
  return forUs ?? forAll;
}
