import type { ControlTarget } from '../control/index.ts';
import { ControlServer, socketAddress } from '../control/socket/index.ts';
import { systemClock } from '../foundation/clock.ts';
import {
  type ConfigFlags,
  type ConfigSnapshot,
  dataPaths,
  type ExecutorConfig,
  loadConfig,
  requireAvailable,
  type TakenEnvironment,
} from '../foundation/config/index.ts';
import { acquireFolderLock } from '../foundation/lock/index.ts';
import type { Logger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import { version } from '../foundation/version.ts';
import { loadIdentity } from '../identity/index.ts';
import { backendSource, type EngineLauncher } from '../inference/backends/index.ts';
import type { Surroundings } from '../inference/resources/index.ts';
import { tuneProcess } from '../inference/resources/index.ts';
import type { DesktopWatch } from '../inference/resources/presence/index.ts';
import { createLogger, type RootLogger } from '../operations/logging/index.ts';
import { Ending } from './ending.ts';
import { ExecutorNode } from './executor-node.ts';
import type { StopMode } from './interface.ts';

/** Ports above a taken one that are tried. */
const SPARE_PORTS = 20;

/** How a program wants its executor. */
export interface LaunchOptions {
  readonly face: 'app' | 'cli';
  /** Taken from `process.env` by `takeEnvironment`, once, at the program's entry. */
  readonly environment: TakenEnvironment;
  /** A configuration file that must be there; null takes the data folder's, if there is one. */
  readonly configFile?: string | null;
  readonly flags?: ConfigFlags;
  /** Where the probes of the hardware look, besides the environment. @defaultValue this computer */
  readonly surroundings?: Partial<Surroundings>;
  /** Starts the processes of the built-in engine. @defaultValue child processes of this program's Node */
  readonly engineLauncher?: EngineLauncher;
  /** What a desktop shell tells of its owner. @defaultValue nothing: only what needs no shell is watched */
  readonly desktop?: DesktopWatch;
  /** One that can change its level follows the configuration. @defaultValue the standard error stream, at that level */
  readonly logger?: Logger & Partial<Pick<RootLogger, 'setLevel'>>;
}

/** An executor that runs in this process and answers on its control socket. */
export interface LaunchedExecutor {
  readonly executor: ControlTarget;
  readonly dataFolder: string;
  /** Ends it; a second call with `now` hurries the first. */
  stop(mode: StopMode): Promise<void>;
  /** Settles when it has ended, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/**
 * Starts the one executor of a data folder: configuration, lock, identity, executor, control socket, in this order.
 * What was started is stopped again when a later step fails.
 *
 * @throws `CONFIG_*`, `FEATURE_NOT_AVAILABLE`, `EXECUTOR_ALREADY_RUNNING`, `EXECUTOR_FOLDER_UNUSABLE`, `IDENTITY_*`,
 *   `LEDGER_*`, `NETWORK_PORT_TAKEN`, `CONTROL_UNAVAILABLE`
 */
export async function launchExecutor(options: LaunchOptions): Promise<LaunchedExecutor> {
  const { face, environment, configFile = null, flags = {}, engineLauncher } = options;
  const paths = dataPaths(environment.env);
  const { config, snapshot, warnings, text } = await loadConfig({ file: configFile, env: environment.env, flags });
  requireAvailable(snapshot);
  const { logger, setLogLevel } = loggerOf(options, config.logging.level);
  for (const warning of warnings) logger.warn(warning);

  const ending = new Ending();
  try {
    const lock = await acquireFolderLock({
      folder: paths.dataFolder,
      face,
      controlSocket: socketAddress(paths.controlSocket).path,
    });
    ending.add(() => lock.release());
    const environmentKey = environment.privateKey?.reveal();
    const identity = await loadIdentity({ keyFile: config.identity.privateKeyPath, environmentKey });
    const executor = await ExecutorNode.create({
      about: {
        face,
        version,
        dataFolder: paths.dataFolder,
        demo: false,
        warnings,
      },
      ledgerFile: paths.ledgerFile,
      config,
      identity,
      backends: backendSource({
        clock: systemClock,
        logger,
        usageFile: paths.usageFile,
        builtin: {
          settings: config.builtin,
          dataFolder: paths.dataFolder,
          onProcess: (processId) => tuneProcess(processId, config.resources.cpu, logger),
          ...(engineLauncher === undefined ? {} : { launcher: engineLauncher }),
        },
      }),
      logger,
      clock: systemClock,
      random: systemRandom,
      configSource: { file: configFile ?? paths.configFile, text, env: environment.env, flags },
      surroundings: { env: environment.env, ...options.surroundings },
      ...(options.desktop === undefined ? {} : { desktop: options.desktop }),
      sparePorts: mayMovePort(config, snapshot) ? SPARE_PORTS : 0,
      setLogLevel,
      onShutdown: ending.request,
    });
    // Before the executor, so that it ends after it: while requests end, the owner can still look and hurry.
    const { controlSocket: socketPath } = paths;
    const server = new ControlServer({ target: executor, clock: systemClock, logger, lock }, { socketPath });
    ending.add(() => server.stop());
    ending.add((mode) => executor.stop(mode));
    await server.start();
    await executor.start();
    const stop = (mode: StopMode) => ending.stop(mode);
    return { executor, dataFolder: paths.dataFolder, stop, stopped: ending.stopped };
  } catch (error) {
    await ending.stop('now').catch(() => {});
    throw error;
  }
}

/**
 * True where another port does no harm: nobody forwards it, and it was not asked for on purpose for this one start.
 */
function mayMovePort({ network }: ExecutorConfig, snapshot: ConfigSnapshot): boolean {
  const listen = snapshot.entries().find(({ key }) => key === 'network.listen_address');
  return network.externalAddress === null && (listen?.from === 'default' || listen?.from === 'file');
}

/** The program's own logger, whose level the configuration decides, or the one it was given. */
function loggerOf({ logger }: LaunchOptions, level: ExecutorConfig['logging']['level']) {
  if (logger !== undefined) return { logger, setLogLevel: logger.setLevel ?? (() => {}) };
  const own = createLogger({ level, destination: 'stderr' });
  return { logger: own, setLogLevel: own.setLevel };
}
