import { z } from 'zod';
import { pathUnit, pathValue } from '../../../foundation/setting-values.ts';
import { defineSection, setting } from '../../../foundation/settings.ts';
import { type GpuChoice, gpuChoices } from './protocol.ts';

const file = 'test/integration/inference/builtin-settings.test.ts';

/** Settings of the built-in engine. */
export interface BuiltinSettings {
  readonly gpu: GpuChoice;
  /** Null leaves it to the engine. */
  readonly threads: number | null;
  /** Requests that a loaded model works on at once. */
  readonly parallel: number;
  /** Most model tokens of prompt and answer together. */
  readonly contextLength: number;
  /** Further folders of model files, beside the data folder's own; absolute. */
  readonly modelsFolders: readonly string[];
}

/** `[builtin]` of the configuration file. */
export const builtinSection = defineSection({
  name: 'builtin',
  acts: 'core/inference/backends/builtin',
  about: 'The built-in engine, which runs model files itself; backend = "builtin" in [llm_client] uses it.',
  keys: {
    gpu: setting(z.enum(gpuChoices).default('auto'), {
      test: { file, title: 'refuses to load where the GPU interface that gpu names is missing' },
      description: 'Interface to the GPU. "auto" takes the best that works, and the processor where none does.',
      unit: `one of ${gpuChoices.map((choice) => `"${choice}"`).join(', ')}`,
    }),
    threads: setting(z.int().min(1).max(1024).nullable().default(null), {
      test: { file, title: 'computes with as many threads as threads says' },
      description: 'Processor threads of a loaded model; left out, one core stays free for everything else.',
      unit: 'whole number, 1 to 1024',
      example: 4,
    }),
    parallel: setting(z.int().min(1).max(64).default(2), {
      test: { file, title: 'works on as many requests at once as parallel says' },
      description: 'Requests that a loaded model works on at once; each needs memory for its context.',
      unit: 'whole number, 1 to 64',
    }),
    context_length: setting(z.int().min(256).max(1_048_576).default(8192), {
      test: { file, title: 'loads a model with at most context_length' },
      description: 'Most model tokens of prompt and answer together; a model trained for fewer, or memory, lowers it.',
      unit: 'model tokens, 256 to 1048576',
    }),
    models_dir: setting(
      z
        .array(setting(pathValue, { description: 'A folder.', unit: pathUnit, kind: 'path' }))
        .max(16)
        .default([]),
      {
        test: { file, title: 'serves the model files of every folder that models_dir names' },
        description: 'Further folders of model files (.gguf), beside "models" in the data folder.',
        unit: `list of up to 16 of: ${pathUnit}`,
        door: true,
      },
    ),
  },
  read: (values): BuiltinSettings => ({
    gpu: values.gpu,
    threads: values.threads,
    parallel: values.parallel,
    contextLength: values.context_length,
    modelsFolders: values.models_dir,
  }),
});
