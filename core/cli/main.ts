import { toExecutorError } from '../foundation/errors/index.ts';
import { describeError } from '../operations/logging/index.ts';
import { type ContextModules, createContext } from './context.ts';
import { exitStatusOf } from './exit-status.ts';
import { interruptedStatus } from './interrupts.ts';
import { describeProblem } from './output/describe-error.ts';
import { buildProgram, isCommanderError, toUsageError } from './program.ts';

/**
 * Runs one command line to its end.
 *
 * Results go to standard output and errors to standard error; with `--json` both are one JSON value on standard output.
 *
 * @param args - Words behind the name of the program.
 * @returns The exit status: 0, that of the error's row, or 130 when it was interrupted.
 */
export async function runCli(args: readonly string[], modules: ContextModules, version: string): Promise<number> {
  const { out, err } = modules.terminal;
  // Known before the words are read, so that an error in them has the right form too.
  const words = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  const json = words.includes('--json');
  let exitStatus = 0;
  try {
    const program = buildProgram(modules.terminal, version, async (command, { options, global, args: given }) => {
      const context = createContext(modules, global);
      try {
        const result = await command.run(context, options, given);
        out.write(context.json ? `${JSON.stringify(result.value, null, 2)}\n` : withNewline(result.text));
        exitStatus = result.exitStatus ?? 0;
      } finally {
        await context.control.close();
      }
    });
    await program.parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (thrown) {
    if (modules.interrupts.signal.aborted) return interruptedStatus;
    const error = isCommanderError(thrown) ? toUsageError(thrown) : toExecutorError(thrown);
    if (error === null) return 0;
    if (json) out.write(`${JSON.stringify({ ok: false, error: error.toObject() }, null, 2)}\n`);
    else err.write(`${describeProblem(error)}\n`);
    if (words.includes('--verbose')) err.write(`${JSON.stringify(describeError(error), null, 2)}\n`);
    return exitStatusOf(error.code);
  }
}

function withNewline(text: string): string {
  return text === '' ? '' : `${text}\n`;
}
