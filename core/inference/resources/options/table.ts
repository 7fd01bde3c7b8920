import type { OptionFamily } from './families.ts';

/** What an option does with a program: it acts, and a test observes that, or it is refused with a sentence. */
export type OptionCell =
  | { readonly acts: { readonly file: string; readonly title: string } }
  /** Goes on after the name of the program. */
  | { readonly refused: string };

type Row = Readonly<Record<OptionFamily, OptionCell>>;

const file = (name: string) => `test/integration/executor/${name}.test.ts`;
const memory = (title: string): OptionCell => ({ acts: { file: file('resource-settings'), title } });
const gpu = (title: string): OptionCell => ({ acts: { file: file('gpu-allocation'), title } });
const cpu = (title: string): OptionCell => ({ acts: { file: file('cpu-settings'), title } });
const refused = (sentence: string): OptionCell => ({ refused: sentence });

const noLoading = refused('decides by itself what is in memory; nothing is loaded or unloaded from here.');
const noModel = refused('has no model in memory.');
const ownDevice = refused('chooses by itself on which GPU a model runs.');
const ownThreads = refused('chooses the number of its threads by itself.');
const ownProcess = refused('runs in a process that is not started from here; set it where you start it.');

const ownDevices = refused(
  'sees the devices of the environment that it was started in; set CUDA_VISIBLE_DEVICES where you start it.',
);

/** Acts wherever we load and unload models. */
const onLoading = (acts: OptionCell): Row => ({ engine: acts, steered: acts, served: noLoading, demo: noModel });
/** Acts where we say on which GPU a model goes. */
const onPlacing = (acts: OptionCell): Row => ({ engine: acts, steered: ownDevice, served: ownDevice, demo: noModel });
const onThreads = (acts: OptionCell): Row => ({ engine: acts, steered: ownThreads, served: ownThreads, demo: noModel });
const onProcess = (acts: OptionCell): Row => ({ engine: acts, steered: ownProcess, served: ownProcess, demo: noModel });
const nowhere = (engine: string, others: string): Row => ({
  engine: refused(engine),
  steered: refused(others),
  served: refused(others),
  demo: noModel,
});

const threads = cpu('gives the built-in engine the fewest threads that a setting allows');

/** Every option about memory, GPUs and processors, by its key, and what it does with each family of programs. */
export const optionTable = {
  'resources.max_memory_gb': onLoading(memory('lets models together take no more than max_memory_gb')),
  'resources.max_gpu_memory_gb': onLoading(memory('lets models together take no more than max_gpu_memory_gb')),
  'resources.gpu_memory_reserved_gb': onLoading(memory('leaves gpu_memory_reserved_gb to other programs')),
  'resources.swap_enabled': onLoading(memory('lets a model push other programs into swapped memory with swap_enabled')),
  'resources.per_model': onLoading(memory('takes what a model needs from memory_gb')),
  'resources.memory.max_model_cache_gb': onLoading(
    memory('keeps no more than max_model_cache_gb of models that nobody uses'),
  ),
  'resources.memory.min_free_memory_gb': onLoading(memory('leaves min_free_memory_gb of main memory free')),
  'resources.memory.eviction_policy': onLoading(memory('unloads models in the order of eviction_policy')),
  'resources.memory.preload_models': onLoading(memory('loads preload_models at the start')),
  'models.gpu_memory_gb': onLoading(memory('takes what a model needs from gpu_memory_gb, and from min_gpu_memory_gb')),
  'models.min_gpu_memory_gb': onLoading(
    memory('takes what a model needs from gpu_memory_gb, and from min_gpu_memory_gb'),
  ),
  'gpu_allocation.strategy': onPlacing(gpu('chooses a GPU by strategy')),
  'gpu_allocation.devices': onPlacing(gpu('uses the GPUs of devices only')),
  'gpu_allocation.memory_limit_per_device_gb': onPlacing(
    gpu('lets models take no more of a GPU than memory_limit_per_device_gb'),
  ),
  'gpu_allocation.model_affinity': onPlacing(gpu('runs a model on the GPUs that model_affinity names')),
  'gpu_allocation.enable_memory_growth': nowhere(
    'takes the memory of a model and of its whole context when it loads it; it does not grow.',
    'decides by itself when it takes memory.',
  ),
  'gpu_allocation.cuda_visible_devices': {
    ...onProcess(gpu('shows an engine the GPUs of cuda_visible_devices')),
    steered: ownDevices,
    served: ownDevices,
  },
  'resources.max_cpu_percent': onThreads(threads),
  'resources.cpu.max_threads': onThreads(threads),
  'resources.cpu.thread_pools': onThreads(threads),
  'models.cpu_cores': onThreads(threads),
  'resources.cpu.cpu_affinity': onProcess(cpu('keeps the process of the built-in engine on the cores of cpu_affinity')),
  'resources.cpu.nice_level': onProcess(cpu('sets the priority of the process of the built-in engine')),
} as const satisfies Readonly<Record<string, Row>>;

export type OptionKey = keyof typeof optionTable;
export const optionKeys = Object.keys(optionTable) as readonly OptionKey[];
