import { runCommand } from '../system/command.ts';
import { projectRoot } from '../system/project.ts';
import { type Stage, tallyOf } from './stage.ts';

/** A check that is one script run on Node 24: passed when it ends with 0. Its output is shown only when it fails. */
export function commandStage(name: string, args: readonly string[], limitMs: number): Stage {
  return {
    name,
    async run() {
      const { status, output } = await runCommand(process.execPath, args, { cwd: projectRoot, limitMs });
      if (status !== 0) process.stdout.write(`${output.trimEnd()}\n`);
      return tallyOf(status === 0);
    },
  };
}
