import type { DialectName } from '../types.ts';
import { custom } from './custom.ts';
import type { Dialect } from './dialect.ts';
import { llamaCpp } from './llama-cpp.ts';
import { lmstudio } from './lmstudio.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';

/** Every dialect that the server speaks. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  lmstudio,
  openai,
  'llama-cpp': llamaCpp,
  ollama,
  custom,
};
