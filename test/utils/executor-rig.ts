import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LloomClient } from '../../core/client/index.ts';
import type { CallInput, CallName, CallOutput } from '../../core/control/index.ts';
import { type LaunchedExecutor, type LaunchOptions, launchExecutor } from '../../core/executor/index.ts';
import { type ConfigFlags, takeEnvironment } from '../../core/foundation/config/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import type { LocalNetwork } from '../../core/testing/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../fakes/llm-server/index.ts';
import { eventually, startLocalNetwork } from './network.ts';
import { tempFolder } from './temp-folder.ts';

/** Everything between a client and a model program, for real, on loopback. */
export interface ExecutorRig {
  readonly network: LocalNetwork;
  readonly backend: LlmServer;
  readonly dataFolder: string;
  readonly launched: LaunchedExecutor;
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>>;
  /** Waits until the executor is in this state. */
  state(state: string): Promise<void>;
  /** A client with a key of its own. */
  client(): Promise<LloomClient>;
}

/** Everything that a configuration file of the rig holds, below comments that saving must keep. */
function rigConfig(settings: { bootstrap: string; baseUrl: string }): string {
  return `# my executor
[network]
listen_address = "/ip4/127.0.0.1/tcp/0"
bootstrap_peers = ["${settings.bootstrap}"] # the validator next door

[llm_client]
backend = "lmstudio"
base_url = "${settings.baseUrl}"

[pricing]
# cheap at night
base_inbound_price = "0.0004"
base_outbound_price = "0.0009"
`;
}

/** What a rig's executor is told beside its usual configuration. */
export interface RigSettings {
  /** Added to the file. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: ConfigFlags;
  /** Path of the backend's API. @defaultValue `/v1` */
  readonly path?: string;
  /** Beside the configuration. @defaultValue this computer, without a desktop and without its other programs */
  readonly launch?: Pick<LaunchOptions, 'surroundings' | 'desktop'>;
}

/**
 * Starts a local network, a scripted LM Studio and an executor that serves it. Everything ends with the test.
 */
export async function startExecutorRig(
  options: Partial<LlmServerOptions> = {},
  { config: more = '', env = {}, flags = {}, path = '/v1', launch = {} }: RigSettings = {},
): Promise<ExecutorRig> {
  const network = await startLocalNetwork();
  const backend = await startLlmServer({ dialect: 'lmstudio', ...options });
  onTestFinished(() => backend.close());
  const dataFolder = tempFolder();
  const config = rigConfig({ bootstrap: network.validator.address, baseUrl: `${backend.url}${path}` });
  writeFileSync(join(dataFolder, 'config.toml'), `${config}${more}`);
  const launched = await launchRigExecutor(dataFolder, flags, env, launch);
  const { signal } = new AbortController();
  const rig: ExecutorRig = {
    network,
    backend,
    dataFolder,
    launched,
    call: (name, input) => launched.executor.handlers[name](input, { signal }),
    state: (state) => eventually(async () => (await rig.call('status.get', {})).state === state),
    client: () => network.addClient(),
  };
  return rig;
}

/** Launches the executor of this data folder as the command line does. It ends with the test. */
export async function launchRigExecutor(
  dataFolder: string,
  flags: ConfigFlags = {},
  env: Readonly<Record<string, string>> = {},
  launch: NonNullable<RigSettings['launch']> = {},
): Promise<LaunchedExecutor> {
  const environment = takeEnvironment({ ...env, LLOOM_DATA_DIR: dataFolder });
  const launched = await launchExecutor({
    ...launch,
    // What else runs on this computer, such as the games of other tests, is no reason to step aside.
    surroundings: { procRoot: tempFolder(), ...launch.surroundings },
    face: 'cli',
    environment,
    flags: { 'network.listen_address': '/ip4/127.0.0.1/tcp/0', ...flags },
    logger: silentLogger,
  });
  onTestFinished(() => launched.stop('now'));
  return launched;
}

/** All times. */
export const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
