import { Command, CommanderError } from 'commander';
import { ExecutorError } from '../foundation/errors/index.ts';
import type { CliCommand } from './command.ts';
import type { GlobalOptions } from './context.ts';
import { path } from './options.ts';
import { commandGroups, commands } from './registry.ts';
import type { Terminal } from './terminal.ts';

/** Name of the program in help and hints. */
export const programName = 'lloom-executor';

/** Called with what was asked for. */
export type OnCommand = (
  command: CliCommand,
  given: { options: Record<string, unknown>; global: GlobalOptions; args: readonly string[] },
) => Promise<void>;

/** The command line with every command of the registry. */
export function buildProgram(terminal: Terminal, version: string, onCommand: OnCommand): Command {
  const program = new Command(programName)
    .description('Answers LLM requests of the Lloom network with the models on this computer.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .option('--json', 'print one JSON object or list instead of text')
    .option('--data-dir <folder>', 'use this data folder instead of ~/.lloom/executor (or LLOOM_DATA_DIR)', path)
    .option('--config <file>', 'use this configuration file instead of config.toml in the data folder', path)
    .option('--verbose', 'tell more: the log of every step, and where an error came from')
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    // Errors of usage are told by the caller, in the form of all other errors.
    .configureOutput({ writeOut: (text) => terminal.out.write(text), writeErr: () => {} })
    .exitOverride();
  const groups = new Map<string, Command>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    const parent = second === undefined ? program : (groups.get(first) ?? addGroup(program, groups, first));
    addCommand(parent, second ?? first, command, onCommand);
  }
  return program;
}

function addGroup(program: Command, groups: Map<string, Command>, name: string): Command {
  const about = commandGroups[name] ?? '';
  const words = commands.flatMap(({ name: full }) =>
    full.startsWith(`${name} `) ? [full.slice(name.length + 1)] : [],
  );
  const group = program
    .command(name)
    .description(about)
    .summary(`${about.replace(/\.$/, '')}: ${words.join(', ')}.`);
  groups.set(name, group);
  return group;
}

function addCommand(parent: Command, word: string, definition: CliCommand, onCommand: OnCommand): void {
  const command = parent
    .command(word)
    .summary(definition.about)
    .description([definition.about, definition.more].filter(Boolean).join('\n\n'));
  definition.configure?.(command);
  const examples = definition.examples.map((example) => `  ${programName} ${example}`.trimEnd());
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  command.action(() => {
    const global: GlobalOptions = command.optsWithGlobals();
    return onCommand(definition, { options: command.opts(), global, args: command.args });
  });
}

/**
 * What went wrong with the words of a command line, as one of our errors.
 *
 * @returns null when help or the version was asked for and shown.
 */
export function toUsageError(error: CommanderError): ExecutorError | null {
  if (error.exitCode === 0) return null;
  if (error.code === 'commander.help')
    return new ExecutorError('USAGE_INVALID', {
      problem: 'a command is missing',
      hint: `"${programName} --help" lists them.`,
    });
  const [first = '', ...suggestions] = error.message.split('\n');
  const suggestion = /\((.*)\)/.exec(suggestions.join(' '))?.[1];
  return new ExecutorError('USAGE_INVALID', {
    problem: first.replace(/^error: /, ''),
    ...(suggestion === undefined ? {} : { hint: suggestion }),
  });
}

/** True for an error of the library that reads command lines. */
export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
