import type { Status } from '../../../core/control/schemas/status.ts';

type Backend = Status['backend'];

/** Names of the kinds of model programs; a name that the owner gave goes before them. */
const kindNames: Readonly<Record<string, string>> = {
  lmstudio: 'LM Studio',
  ollama: 'Ollama',
  'llama-cpp': 'llama.cpp',
  openai: 'The model program',
  custom: 'The model program',
  builtin: 'The built-in engine',
  demo: 'The demo program',
};

/** What a model program is called in sentences. */
export const programName = ({ kind, name }: Pick<Backend, 'kind' | 'name'>): string =>
  name && name !== kind ? name : (kindNames[kind] ?? 'The model program');

/** What the program of `[llm_client]` is called in sentences. */
export const programOf = (status: Status | null): string =>
  status === null ? 'The model program' : programName(status.backend);
