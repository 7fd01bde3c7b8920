import type { ErrorRow } from '../row.ts';

const failure = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'warn',
  peer: 'close',
  exitStatus: 69,
  retryable: true,
  ...options,
});

/** What the memory and the processors of this computer do not allow. */
export const resourceErrors = {
  RESOURCE_MODEL_TOO_LARGE: failure(
    'The model needs more memory than is free for it.',
    'Unload what is named or close other programs, lower its context, or use a smaller or a quantized version of it.',
  ),
  RESOURCE_GPU_REQUIRED: failure(
    'The model is to run on a GPU only, and no GPU is known that may be used.',
    'Check the GPUs on the Hardware screen and devices in [gpu_allocation], or take gpu_required away.',
    { retryable: false },
  ),
  RESOURCE_BUSY: failure(
    'The model needs memory that other models use, and they did not become idle in time.',
    'Its client asks another executor; fewer models, or more memory, shorten the wait.',
    { level: 'debug' },
  ),
  RESOURCE_OUT_OF_MEMORY: failure(
    'The model program ran out of memory while it loaded the model, also after idle models were unloaded.',
    'Set gpu_memory_gb of the model to what it really needs, lower its context, or close other programs.',
  ),
  RESOURCE_OPTION_REFUSED: failure(
    'A setting asks for something that the configured model program decides by itself.',
    'Take the key that is named out of the configuration, or use a model program that it acts on.',
    { level: 'error', peer: 'none', exitStatus: 78, retryable: false },
  ),
} as const satisfies Record<string, ErrorRow>;
