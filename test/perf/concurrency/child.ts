import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, which ends when it is disconnected. */
export interface Child {
  /** Sends a message, if there is one, and waits for the next answer. @throws Error when the process ends instead. */
  ask<Answer>(message?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * Starts a file of this folder. What it logs is dropped, unless LLOOM_PERF_STDERR=1 is set.
 * With LLOOM_PERF_PROFILE=FOLDER each process leaves a CPU profile there.
 */
export function startChild(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const shown = process.env.LLOOM_PERF_STDERR === '1' ? 'inherit' : 'ignore';
  const profile = process.env.LLOOM_PERF_PROFILE;
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', shown, 'ipc'],
    ...(profile === undefined
      ? {}
      : { execArgv: ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${file.slice(2)}.cpuprofile`] }),
  });
  const exited = once(child, 'exit');
  return {
    async ask<Answer>(message?: unknown) {
      if (message !== undefined) child.send(message as object);
      const ended = exited.then(([status]) => {
        throw new Error(`${file} ended with status ${status}.`);
      });
      const [answer] = await Promise.race([once(child, 'message'), ended]);
      return answer as Answer;
    },
    async close() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
