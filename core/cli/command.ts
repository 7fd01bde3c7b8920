import type { Command } from 'commander';
import type { CliContext } from './context.ts';

/** What a finished command prints: one of the two. */
export interface CommandResult {
  /** With `--json`: one JSON object or list; `bigint` is not allowed in it. */
  readonly value: unknown;
  /** Without: lines for people. */
  readonly text: string;
  /** Exit status; 0 when left out. */
  readonly exitStatus?: number;
}

/** One command of the command line. Its file is the only place that knows it, besides its line in the registry. */
export interface CliCommand<Options = Record<string, unknown>> {
  /** Its words: `status`, `queue cancel`. */
  readonly name: string;
  /** One sentence, shown in the list of commands. */
  readonly about: string;
  /** Longer text of its own help. */
  readonly more?: string;
  /** Lines to try, without the name of the program. */
  readonly examples: readonly string[];
  /** Declares arguments and options. */
  configure?(command: Command): void;
  /** Does it. @throws `ExecutorError`; the exit status is that of its row. */
  run(context: CliContext, options: Options, args: readonly string[]): Promise<CommandResult>;
}

/** Declares a command; its options are what `configure` declares. */
export function defineCommand<Options = Record<never, never>>(command: CliCommand<Options>): CliCommand {
  return command as unknown as CliCommand;
}
