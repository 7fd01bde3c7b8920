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

/** What can go wrong in the built-in engine, besides what goes wrong in every model program. */
export const engineErrors = {
  BACKEND_NONE_FOUND: failure(
    'No model program answers on this computer; the built-in engine can serve without one.',
    '"lloom-executor models pull" fetches a model, "lloom-executor config set llm_client.backend builtin" uses the engine. Or start LM Studio, Ollama or llama-server: it is found by itself.',
    { peer: 'none' },
  ),
  BACKEND_ENGINE_CRASHED: failure(
    'The process of the built-in engine ended in the middle of its work.',
    'It is started again by itself; if this repeats, the model file may be damaged or memory too small for it.',
  ),
  BACKEND_ENGINE_HUNG: failure(
    'The built-in engine gave no sign of life and was ended.',
    'It is started again by itself; if this repeats, use a smaller model or set gpu = "off" in [builtin].',
  ),
  BACKEND_ENGINE_UNAVAILABLE: failure(
    'The built-in engine does not start on this computer.',
    'Set gpu = "off" in [builtin], or use another model program.',
    { level: 'error' },
  ),
  BACKEND_ENGINE_CRASH_LOOP: failure(
    'The built-in engine ended again and again with this model, so it is left alone for a while.',
    'Load the model again by hand, with a smaller context_length in [builtin], or use another file.',
    { level: 'error' },
  ),
  BACKEND_ENGINE_NO_GPU: failure(
    'The GPU interface that [builtin] asks for is not there.',
    'Set gpu = "auto" in [builtin], or install the driver of the GPU.',
    { level: 'error', retryable: false },
  ),
  BACKEND_ENGINE_NO_MEMORY: failure(
    'There is not enough memory for the model.',
    'Use a smaller model or a smaller context_length or parallel in [builtin], or close other programs.',
  ),
  BACKEND_ENGINE_LOAD_FAILED: failure(
    'The model file could not be loaded.',
    'It may be damaged or made for a newer version; download it again.',
    { level: 'error' },
  ),
  BACKEND_ENGINE_PROMPT_TOO_LONG: failure(
    "The prompt does not fit into the model's context.",
    'Raise context_length in [builtin], if the model was trained for more.',
    { retryable: false },
  ),
} as const satisfies Record<string, ErrorRow>;
