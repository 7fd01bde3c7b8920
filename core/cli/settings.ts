import { type LoadedConfig, loadConfig } from '../foundation/config/index.ts';
import type { LlmClient } from '../inference/backends/index.ts';
import type { CliContext } from './context.ts';

/** Reads the configuration as an executor on this data folder would; its warnings go to standard error. */
export async function loadSettings(context: CliContext): Promise<LoadedConfig> {
  const loaded = await loadConfig({ file: context.configFile, env: context.environment.env });
  for (const warning of loaded.warnings) context.terminal.err.write(`warning: ${warning}\n`);
  return loaded;
}

/** Runs `use` on the configured backend without an executor. */
export async function withBackend<Value>(
  context: CliContext,
  use: (client: LlmClient, loaded: LoadedConfig) => Promise<Value>,
): Promise<Value> {
  const loaded = await loadSettings(context);
  const [{ createLlmClient }, { createLogger }] = await Promise.all([
    import('../inference/backends/index.ts'),
    import('../operations/logging/index.ts'),
  ]);
  const level = context.verbose ? 'debug' : 'error';
  const logger = createLogger({ level, destination: 'stderr', pretty: true });
  const client = createLlmClient(loaded.config.llmClient, { clock: context.clock, logger });
  try {
    return await use(client, loaded);
  } finally {
    await client.close();
  }
}
