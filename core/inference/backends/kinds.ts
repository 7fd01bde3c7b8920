/** Names of every kind of backend; `registry.ts` holds what is behind them. */
export const kindNames = ['lmstudio', 'ollama', 'llama-cpp', 'openai', 'custom', 'builtin', 'demo'] as const;

export type BackendKindName = (typeof kindNames)[number];

/** The kinds that a configuration may name: `demo` answers without any model, so nobody may offer it to the network. */
export const configurableKinds = [
  'lmstudio',
  'ollama',
  'llama-cpp',
  'openai',
  'custom',
  'builtin',
] as const satisfies readonly BackendKindName[];
