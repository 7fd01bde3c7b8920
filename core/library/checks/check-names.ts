import { didYouMean } from '../../foundation/did-you-mean.ts';
import { ExecutorError, type JsonValue } from '../../foundation/errors/index.ts';

/** One thing that is wrong with what the embedding program set. */
export type ExecutorConfigProblem = {
  /** The property, for example `ExecutorConfig.listenAddress`. */
  readonly key: string;
  /** End of a sentence that begins with the key. */
  readonly problem: string;
  /** What a value looks like, with its unit. */
  readonly expected: string | null;
  readonly hint: string | null;
};

/** @throws `CONFIG_INVALID` with these problems, unless there are none. */
export function throwProblems(problems: readonly ExecutorConfigProblem[]): void {
  if (problems.length > 0) throw new ExecutorError('CONFIG_INVALID', { problems: problems as readonly JsonValue[] });
}

/**
 * Refuses properties that there are not: programs without types misspell them, and nothing may be ignored.
 *
 * @throws `CONFIG_INVALID`
 */
export function checkNames(owner: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  throwProblems(
    unknown.map((name) => {
      const meant = didYouMean(name, known);
      const problem = meant === null ? 'is not known' : `is not known; did you mean ${meant}?`;
      return { key: `${owner}.${name}`, problem, expected: null, hint: null };
    }),
  );
}
