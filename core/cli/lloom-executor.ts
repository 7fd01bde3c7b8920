#!/usr/bin/env node
import { takeEnvironment } from '../foundation/config/index.ts';
import { toExecutorError } from '../foundation/errors/index.ts';
import { version } from '../foundation/version.ts';
import { describeError } from '../operations/logging/index.ts';
import { exitStatusOf } from './exit-status.ts';
import { processInterrupts } from './interrupts.ts';
import { runCli } from './main.ts';
import { describeProblem } from './output/describe-error.ts';
import { processTerminal } from './terminal.ts';

process.on('uncaughtException', (error) => {
  process.stderr.write(`${describeProblem(toExecutorError(error))}\n`);
  if (process.argv.includes('--verbose')) process.stderr.write(`${JSON.stringify(describeError(error), null, 2)}\n`);
  process.exit(exitStatusOf('INTERNAL_FAULT'));
});

// First of all, so that no child process inherits the private key.
const environment = takeEnvironment(process.env);
const terminal = processTerminal();
// Timers of the clock do not keep a process alive; this one does while the command runs.
setInterval(() => {}, 60_000);

const exitStatus = await runCli(
  process.argv.slice(2),
  { environment, terminal, interrupts: processInterrupts() },
  version,
);
// What was written is delivered before the process ends, also into a pipe.
await Promise.all([process.stdout, process.stderr].map(flush));
process.exit(exitStatus);

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
