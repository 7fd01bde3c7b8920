import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import {
  type BuiltinModules,
  createLlmClient,
  type LlmClient,
  type TinyModelOptions,
  writeTinyModel,
} from '../../core/inference/backends/index.ts';
import { backendSettings } from './backend.ts';
import { tempFolder } from './temp-folder.ts';

/** A data folder with generated models, by their names. */
export async function modelsFolder(models: Readonly<Record<string, TinyModelOptions>> = { tiny: {} }): Promise<string> {
  const folder = tempFolder();
  mkdirSync(join(folder, 'models'));
  for (const [name, options] of Object.entries(models)) {
    await writeTinyModel(join(folder, 'models', `${name}.gguf`), options);
  }
  return folder;
}

/** A client of the built-in engine over a data folder, closed at the end of the test. */
export function builtinClient(dataFolder: string, more: BuiltinModules = {}): LlmClient {
  const modules = { clock: systemClock, logger: silentLogger, builtin: { dataFolder, ...more } };
  const client = createLlmClient(backendSettings('builtin', ''), modules);
  onTestFinished(() => client.close());
  return client;
}

/** A client over one generated model, for the compliance tests. */
export async function openBuiltin(): Promise<{ client: LlmClient; server: null; close(): Promise<void> }> {
  const client = builtinClient(await modelsFolder());
  return { client, server: null, close: () => client.close() };
}
