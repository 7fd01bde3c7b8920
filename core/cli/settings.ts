import { dataPaths, type LoadedConfig, loadConfig } from '../foundation/config/index.ts';
import type { BackendInit } from '../inference/backends/index.ts';
import type { CliContext } from './context.ts';

/** Reads the configuration as an executor on this data folder would; its warnings go to standard error. */
export async function loadSettings(context: CliContext): Promise<LoadedConfig> {
  const loaded = await loadConfig({ file: context.configFile, env: context.environment.env });
  for (const warning of loaded.warnings) context.terminal.err.write(`warning: ${warning}\n`);
  return loaded;
}

/** Runs `use` on the configured backends, that of `[llm_client]` first, without an executor. */
export async function withBackends<Value>(
  context: CliContext,
  use: (backends: readonly [BackendInit, ...BackendInit[]], loaded: LoadedConfig) => Promise<Value>,
): Promise<Value> {
  const loaded = await loadSettings(context);
  const [{ createBackends }, { createLogger }] = await Promise.all([
    import('../inference/backends/index.ts'),
    import('../operations/logging/index.ts'),
  ]);
  const level = context.verbose ? 'debug' : 'error';
  const logger = createLogger({ level, destination: 'stderr', pretty: true });
  // The file of what was used is that of the running executor; what its owner asks here is not counted.
  const { dataFolder } = dataPaths(context.environment.env);
  const builtin = { settings: loaded.config.builtin, dataFolder };
  const backends = createBackends(loaded.config, { clock: context.clock, logger, usageFile: null, builtin });
  try {
    return await use(backends, loaded);
  } finally {
    await Promise.all(backends.map(({ client }) => client.close()));
  }
}
