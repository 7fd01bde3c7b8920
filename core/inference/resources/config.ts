import { z } from 'zod';
import { optional } from '../../foundation/setting-values.ts';
import { defineLaterSection, freeTableSetting, setting, tableListSetting } from '../../foundation/settings.ts';

const gigabytes = z.number().min(0).max(100_000);
const gigabytesUnit = 'gigabytes, 0 to 100000';
const devices = z.array(z.int().min(0).max(255)).max(64);
const devicesUnit = 'list of at most 64 device numbers, 0 to 255';

/** `[resources]` of the configuration file. */
export const resourcesSection = defineLaterSection({
  name: 'resources',
  about: 'How much of the computer the models may take.',
  acts: 'core/inference/resources',
  keys: {
    max_memory_gb: setting(optional(gigabytes), {
      description: 'Most memory that models may take together.',
      unit: gigabytesUnit,
    }),
    max_cpu_percent: setting(optional(z.int().min(1).max(100)), {
      description: 'Most of the processor that models may take together.',
      unit: 'whole per cent, 1 to 100',
    }),
    gpu_memory_reserved_gb: setting(optional(gigabytes), {
      description: 'GPU memory that is left to other programs.',
      unit: gigabytesUnit,
    }),
    swap_enabled: setting(optional(z.boolean()), {
      description: 'Whether models may be kept in swapped memory.',
      unit: 'true or false',
    }),
    per_model: freeTableSetting(
      z.strictObject({
        memory_gb: setting(optional(gigabytes), {
          description: 'Memory that the model needs.',
          unit: gigabytesUnit,
        }),
        gpu_required: setting(z.boolean().default(false), {
          description: 'Whether the model runs on a GPU only.',
          unit: 'true or false',
        }),
      }),
      {
        description: 'What each model needs, by its id.',
        unit: '"id" = { memory_gb = 8, gpu_required = true }, at most 1000',
        maxKeys: 1000,
        example: { 'llama-2-7b': { memory_gb: 8, gpu_required: false } },
      },
    ),
  },
});

/** `[gpu_allocation]` of the configuration file. */
export const gpuAllocationSection = defineLaterSection({
  name: 'gpu_allocation',
  about: 'Which GPU runs which model.',
  acts: 'core/inference/resources',
  keys: {
    strategy: setting(optional(z.enum(['round_robin', 'least_loaded', 'affinity'])), {
      description: 'How a GPU is chosen for a request.',
      unit: 'one of "round_robin", "least_loaded", "affinity"',
    }),
    devices: setting(devices.default([]), { description: 'The GPUs that may be used.', unit: devicesUnit }),
    model_affinity: tableListSetting(
      {
        model: setting(z.string().min(1).max(256), {
          description: 'Id of the model.',
          unit: 'text of 1 to 256 characters',
        }),
        devices: setting(devices.min(1), { description: 'The GPUs that run it.', unit: devicesUnit }),
      },
      {
        description: 'Models that run on certain GPUs only.',
        unit: '[[gpu_allocation.model_affinity]] on a line of its own for each, at most 1000',
        maxItems: 1000,
        example: { model: 'llama-2-70b', devices: [0, 1] },
      },
    ),
  },
});
