/** Programs that can be told the same things. */
export const optionFamilies = ['engine', 'steered', 'served', 'demo'] as const;
export type OptionFamily = (typeof optionFamilies)[number];

/** Which programs these are, by the kinds of backends. A kind that is missing is red in a test. */
export const familyOfKind: Readonly<Record<string, OptionFamily>> = {
  builtin: 'engine',
  lmstudio: 'steered',
  ollama: 'steered',
  'llama-cpp': 'steered',
  openai: 'served',
  custom: 'served',
  demo: 'demo',
};

/** What the program is called in sentences. */
export const titleOfKind: Readonly<Record<string, string>> = {
  builtin: 'The built-in engine',
  lmstudio: 'LM Studio',
  ollama: 'Ollama',
  'llama-cpp': 'llama-server',
  openai: 'A server that speaks the OpenAI API',
  custom: 'A program with an API of its own',
  demo: 'The demo',
};
