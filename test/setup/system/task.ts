import { say } from './progress.ts';

/**
 * Runs a task of package.json and ends the process with its exit status.
 *
 * @param task - Returns the exit status as a number; anything else means 0. What it throws is said in one line and ends with 1.
 */
export function runTask(task: () => Promise<unknown>): void {
  task().then(
    (status) => process.exit(typeof status === 'number' ? status : 0),
    (error: unknown) => {
      say(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}
