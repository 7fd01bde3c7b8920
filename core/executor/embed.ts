import { ControlServer, socketAddress } from '../control/socket/index.ts';
import { systemClock } from '../foundation/clock.ts';
import { dataPaths, type ExecutorConfig } from '../foundation/config/index.ts';
import { acquireFolderLock } from '../foundation/lock/index.ts';
import type { Logger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import { version } from '../foundation/version.ts';
import { type Identity, loadIdentity } from '../identity/index.ts';
import type { BackendSource } from '../inference/backends/index.ts';
import type { Hooks } from '../request/hooks/index.ts';
import { Ending } from './ending.ts';
import { ExecutorNode } from './executor-node.ts';
import type { StopMode } from './interface.ts';

/** What a program that embeds the executor brings. */
export interface EmbedOptions {
  /** Absolute path. */
  readonly dataFolder: string;
  readonly config: ExecutorConfig;
  /** Null reads the configured key file, which is made when it is missing. */
  readonly identity: Identity | null;
  /** Makes those who answer, from the configuration; asked again when it changes. */
  readonly backends: BackendSource;
  readonly hooks: Hooks;
  readonly logger: Logger;
}

/** An executor in somebody else's program. The command line reaches it as it reaches every other. */
export interface EmbeddedExecutor {
  readonly node: ExecutorNode;
  /** Ends it; a second call with `now` hurries the first. */
  stop(mode: StopMode): Promise<void>;
  /** Settles when it has ended, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/**
 * Starts an executor from settings that code has made: lock, identity, executor, control socket, in this order.
 * Reads neither a configuration file nor the environment.
 *
 * @throws `EXECUTOR_ALREADY_RUNNING`, `EXECUTOR_FOLDER_UNUSABLE`, `IDENTITY_*`, `LEDGER_*`, `NETWORK_*`,
 *   `CONTROL_UNAVAILABLE`; what was started is stopped again then.
 */
export async function embedExecutor(options: EmbedOptions): Promise<EmbeddedExecutor> {
  const { dataFolder, config, backends, hooks, logger } = options;
  const paths = dataPaths({ LLOOM_DATA_DIR: dataFolder });
  const ending = new Ending();
  try {
    const { path: controlSocket } = socketAddress(paths.controlSocket);
    const lock = await acquireFolderLock({ folder: dataFolder, face: 'library', controlSocket });
    ending.add(() => lock.release());
    const identity = options.identity ?? (await loadIdentity({ keyFile: config.identity.privateKeyPath }));
    const node = await ExecutorNode.create({
      about: { face: 'library', version, dataFolder, demo: false, warnings: [] },
      ledgerFile: paths.ledgerFile,
      config,
      identity,
      backends,
      hooks,
      logger,
      clock: systemClock,
      random: systemRandom,
      configSource: null,
      onShutdown: ending.request,
    });
    const server = new ControlServer(
      { target: node, clock: systemClock, logger, lock },
      { socketPath: paths.controlSocket },
    );
    ending.add(() => server.stop());
    ending.add((mode) => node.stop(mode));
    await server.start();
    await node.start();
    return { node, stop: (mode) => ending.stop(mode), stopped: ending.stopped };
  } catch (error) {
    await ending.stop('now').catch(() => {});
    throw error;
  }
}
