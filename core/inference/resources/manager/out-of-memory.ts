import { isExecutorError } from '../../../foundation/errors/index.ts';

/** What programs write when memory is short: llama.cpp, CUDA, Vulkan, Metal, Ollama, LM Studio. */
const words =
  /out of (device |host |gpu |video )?memory|insufficient (system |gpu |video |v?ram)|unable to allocate|failed to allocate|not enough (memory|v?ram)|requires more system memory|OutOfDeviceMemory/i;

/** True for a failure of a model program that says that memory was short. */
export function isOutOfMemory(error: unknown): boolean {
  if (!isExecutorError(error)) return false;
  if (error.code.endsWith('_NO_MEMORY')) return true;
  const { reason } = error.details;
  if (reason === 'out-of-memory') return true;
  if (typeof reason === 'string' && words.test(reason)) return true;
  return error.cause instanceof Error && words.test(error.cause.message);
}
