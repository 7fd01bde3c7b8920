import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import {
  type BuiltinSettings,
  createLlmClient,
  demoSettings,
  type EngineLauncher,
  type LlmClient,
  writeTinyModel,
} from '../../inference/backends/index.ts';

/** Name of the generated model; it says what its answers are. */
const modelName = 'random-words-50k';

/** A model this small is fastest on one thread of the processor. */
const engineSettings: BuiltinSettings = {
  gpu: 'off',
  threads: 1,
  parallel: 4,
  contextLength: 2048,
  modelsFolders: [],
};

/** Longest wait for the engine and its model. */
const loadTimeoutMs = 30_000;

/** What answers in a demo. */
export interface DemoBackend {
  readonly client: LlmClient;
  /** Why it is not the built-in engine although that was wanted; null otherwise. */
  readonly engineProblem: ExecutorError | null;
}

interface BackendModules {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The built-in engine with a generated model in memory: a real model of random weights, in a process of its own. Where
 * the engine does not run, prepared texts.
 */
export async function openEngine(
  modules: BackendModules,
  dataFolder: string,
  launcher?: EngineLauncher,
): Promise<DemoBackend> {
  const builtin = { settings: engineSettings, dataFolder, ...(launcher === undefined ? {} : { launcher }) };
  const client = createLlmClient({ ...demoSettings, backend: 'builtin', baseUrl: '' }, { ...modules, builtin });
  try {
    const folder = join(dataFolder, 'models');
    await mkdir(folder);
    await writeTinyModel(join(folder, `${modelName}.gguf`));
    const signal = AbortSignal.timeout(loadTimeoutMs);
    if (client.control === null) throw new ExecutorError('INTERNAL_FAULT');
    await client.control.load(modelName, { signal, contextLength: null, parallel: null, placement: null });
    return { client, engineProblem: null };
  } catch (thrown) {
    await client.close();
    return { ...openScript(modules), engineProblem: toExecutorError(thrown, 'BACKEND_ENGINE_UNAVAILABLE') };
  }
}

/** Prepared texts at the pace of a model on a gaming PC. */
export function openScript(modules: BackendModules): DemoBackend {
  return { client: createLlmClient(demoSettings, modules), engineProblem: null };
}
