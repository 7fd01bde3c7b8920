import { z } from 'zod';
import { optional } from '../../../foundation/setting-values.ts';
import { defineSection, setting, tableListSetting } from '../../../foundation/settings.ts';
import { bytesOf } from '../budgets/config.ts';
import type { AllocationSettings } from '../budgets/settings.ts';

const file = 'test/integration/executor/gpu-allocation.test.ts';
const devices = z.array(z.int().min(0).max(255)).max(64);
const devicesUnit = 'list of at most 64 device numbers, 0 to 255';

/** `[gpu_allocation]` of the configuration file. */
export const gpuAllocationSection = defineSection({
  name: 'gpu_allocation',
  about: 'Which GPU runs which model.',
  acts: 'core/inference/resources/placement',
  reload: 'now',
  keys: {
    strategy: setting(optional(z.enum(['round_robin', 'least_loaded', 'affinity'])), {
      example: 'least_loaded',
      test: { file, title: 'chooses a GPU by strategy' },
      description:
        'How a GPU is chosen for a model: in turn, the one with most free memory, or all that model_affinity names.',
      unit: 'one of "round_robin", "least_loaded", "affinity"; left out, "least_loaded"',
    }),
    devices: setting(devices.default([]), {
      test: { file, title: 'uses the GPUs of devices only' },
      description: 'The GPUs that may be used; empty for all.',
      unit: devicesUnit,
    }),
    memory_limit_per_device_gb: setting(optional(z.number().min(0).max(100_000)), {
      example: 22,
      test: { file, title: 'lets models take no more of a GPU than memory_limit_per_device_gb' },
      description: 'Most memory of each GPU that models may take; left out, what it has.',
      unit: 'gigabytes of 1000000000 bytes, 0 to 100000',
    }),
    enable_memory_growth: setting(optional(z.boolean()), {
      example: false,
      test: { file, title: 'refuses to start with what no model program can be told' },
      description: 'Whether a model takes GPU memory as it needs it; no model program here can be told.',
      unit: 'true or false',
    }),
    cuda_visible_devices: setting(
      optional(
        z
          .string()
          .max(1024)
          .regex(/^[A-Za-z0-9,\-/ ]*$/, 'is not a list of devices as CUDA takes it'),
      ),
      {
        example: '0,1',
        test: { file, title: 'shows an engine the GPUs of cuda_visible_devices' },
        description:
          'CUDA_VISIBLE_DEVICES of the built-in engine; numbers also count as devices where that is empty, and for Vulkan.',
        unit: 'text like "0,1", or ids of devices as CUDA takes them',
      },
    ),
    model_affinity: tableListSetting(
      {
        model: setting(z.string().min(1).max(256), {
          test: { file, title: 'runs a model on the GPUs that model_affinity names' },
          description: 'Id of the model.',
          unit: 'text of 1 to 256 characters',
        }),
        devices: setting(devices.min(1), {
          test: { file, title: 'runs a model on the GPUs that model_affinity names' },
          description: 'The GPUs that run it: together with the strategy "affinity", one of them otherwise.',
          unit: devicesUnit,
        }),
      },
      {
        test: { file, title: 'runs a model on the GPUs that model_affinity names' },
        description: 'Models that run on certain GPUs only.',
        unit: '[[gpu_allocation.model_affinity]] on a line of its own for each, at most 1000',
        maxItems: 1000,
        example: { model: 'llama-2-70b', devices: [0, 1] },
      },
    ),
  },
  read: (values): AllocationSettings => ({
    strategy: values.strategy ?? 'least_loaded',
    devices: values.devices.length > 0 ? values.devices : numbersOf(values.cuda_visible_devices),
    cudaVisibleDevices: values.cuda_visible_devices ?? null,
    memoryLimitPerDeviceBytes: bytesOf(values.memory_limit_per_device_gb),
    modelAffinity: values.model_affinity,
  }),
});

/** The devices of a list that names them by their numbers only. */
function numbersOf(list: string | null | undefined): readonly number[] {
  return list?.match(/^\d+(,\d+)*$/) ? list.split(',').map(Number) : [];
}
