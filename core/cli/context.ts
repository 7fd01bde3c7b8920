import { resolve } from 'node:path';
import type { CallInput, CallName, CallOutput } from '../control/index.ts';
import { type CallOptions, ControlClient } from '../control/socket/index.ts';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type DataPaths, dataPaths, type TakenEnvironment } from '../foundation/config/index.ts';
import { ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import type { Interrupts } from './interrupts.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly dataDir?: string;
  readonly config?: string;
  readonly verbose?: boolean;
}

/** What a command works with. */
export interface CliContext {
  readonly environment: TakenEnvironment;
  readonly paths: DataPaths;
  /** Named with `--config`; null takes the data folder's. */
  readonly configFile: string | null;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Calls the executor that runs on this data folder. */
  call<K extends CallName>(name: K, input: CallInput<K>, options?: CallOptions): Promise<CallOutput<K>>;
  /** As `call`, but null when no executor runs. */
  callIfRunning<K extends CallName>(name: K, input: CallInput<K>, options?: CallOptions): Promise<CallOutput<K> | null>;
  /** The connection behind `call`. */
  readonly control: ControlClient;
}

/** What the program brings. */
export interface ContextModules {
  readonly environment: TakenEnvironment;
  readonly terminal: Terminal;
  readonly interrupts: Interrupts;
}

/** Puts together what one command works with. */
export function createContext(modules: ContextModules, options: GlobalOptions): CliContext {
  const { environment, terminal, interrupts } = modules;
  const { signal } = interrupts;
  const env = options.dataDir ? { ...environment.env, LLOOM_DATA_DIR: resolve(options.dataDir) } : environment.env;
  const paths = dataPaths(env);
  const control = new ControlClient({ clock: systemClock }, { socketPath: paths.controlSocket });
  const call: CliContext['call'] = async (name, input, callOptions) => {
    try {
      return await control.call(name, input, { signal, ...callOptions });
    } catch (error) {
      if (!isExecutorError(error, 'EXECUTOR_NOT_RUNNING')) throw error;
      const { isFolderFree } = await import('../foundation/lock/index.ts');
      const code = isFolderFree(paths.dataFolder) ? 'EXECUTOR_NOT_RUNNING' : 'EXECUTOR_NOT_ANSWERING';
      throw new ExecutorError(code, { dataFolder: paths.dataFolder }, { cause: error });
    }
  };
  return {
    environment: { env, privateKey: environment.privateKey },
    paths,
    configFile: options.config === undefined ? null : resolve(options.config),
    json: options.json === true,
    verbose: options.verbose === true,
    terminal,
    clock: systemClock,
    interrupts,
    signal,
    control,
    call,
    async callIfRunning(name, input, callOptions) {
      try {
        return await call(name, input, callOptions);
      } catch (error) {
        if (isExecutorError(error, 'EXECUTOR_NOT_RUNNING')) return null;
        throw error;
      }
    },
  };
}
