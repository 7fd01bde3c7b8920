import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCli } from '../../core/cli/main.ts';
import type { ControlTarget } from '../../core/control/index.ts';
import { ControlServer } from '../../core/control/socket/index.ts';
import { systemClock } from '../../core/foundation/clock.ts';
import { takeEnvironment } from '../../core/foundation/config/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { tempFolder } from './temp-folder.ts';

/** What a command line came to. */
export interface CliRun {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  json<Value = Record<string, unknown>>(): Value;
}

/** A command line in this process, with a data folder of its own that is empty unless a test fills it. */
export interface TestCli {
  readonly dataFolder: string;
  /** Runs one command to its end. */
  run(args: readonly string[], options?: { input?: string; env?: Record<string, string> }): Promise<CliRun>;
  /** Puts an executor on the folder's control socket until the test ends. */
  serve(target: ControlTarget): Promise<ControlServer>;
}

export function createTestCli(): TestCli {
  const dataFolder = tempFolder();
  return {
    dataFolder,
    async run(args, { input = '', env = {} } = {}) {
      const written = { out: '', err: '' };
      const output = (name: 'out' | 'err') => ({
        write: (text: string) => {
          written[name] += text;
        },
        isTerminal: false,
        columns: 80,
      });
      const bytes = Buffer.from(input);
      const terminal = {
        out: output('out'),
        err: output('err'),
        isInputTyped: false,
        readInput: async (maxBytes: number) => (bytes.length > maxBytes ? null : bytes),
      };
      const interrupts = { signal: new AbortController().signal, latest: null, takeOver() {} };
      const environment = takeEnvironment({ LLOOM_DATA_DIR: dataFolder, HOME: dataFolder, ...env });
      const status = await runCli(args, { environment, terminal, interrupts }, '1.2.3');
      return { status, ...written, json: () => JSON.parse(written.out) };
    },
    async serve(target) {
      const modules = { target, clock: systemClock, logger: silentLogger, lock: { isHeld: true } };
      const server = new ControlServer(modules, { socketPath: join(dataFolder, 'control.sock') });
      await server.start();
      onTestFinished(() => server.stop());
      return server;
    },
  };
}
