import type { ErrorRow } from '../row.ts';

const refusal = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'warn',
  peer: 'close',
  exitStatus: 69,
  retryable: false,
  ...options,
});

/** What can be wrong with what the owner wants of a model. */
export const modelErrors = {
  MODEL_NOT_FOUND: refusal(
    'No model program lists a model of this name.',
    '"lloom-executor models list" shows the names; a new model is seen after "models list --refresh".',
    { exitStatus: 64 },
  ),
  MODEL_NOT_STEERABLE: refusal(
    'The program that has this model decides by itself what it keeps in memory.',
    'Load and unload it there; LM Studio, Ollama and the built-in engine take commands.',
  ),
  MODEL_ALIAS_DANGLING: refusal(
    'A further name of a model is not offered, because no model program has the model behind it.',
    'Correct the name in [model_aliases] or [[models]], or download the model; "lloom-executor models list" shows what is there.',
    { peer: 'none' },
  ),
  MODEL_ALIAS_SHADOWED: refusal(
    'A further name of a model is not used, because a model program has a model of that name itself.',
    'Choose another name in [model_aliases] or [[models]].',
    { peer: 'none' },
  ),
} as const satisfies Record<string, ErrorRow>;
