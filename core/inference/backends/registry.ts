import { builtin } from './builtin/index.ts';
import { custom } from './custom/index.ts';
import { demo } from './demo/index.ts';
import type { LlmClient } from './interface.ts';
import type { BackendKind, BackendModules } from './kind.ts';
import type { BackendKindName } from './kinds.ts';
import type { CallLimits } from './limits.ts';
import { llamaCpp } from './llama-cpp/index.ts';
import { lmstudio } from './lmstudio/index.ts';
import { ollama } from './ollama/index.ts';
import { openai } from './openai/index.ts';
import type { LlmClientSettings } from './settings.ts';

/** Every kind of backend. The compliance tests run over it. */
export const backendKinds: Readonly<Record<BackendKindName, BackendKind>> = {
  lmstudio,
  ollama,
  'llama-cpp': llamaCpp,
  openai,
  custom,
  builtin,
  demo,
};

/**
 * Makes the client of the configured model program; no I/O.
 *
 * @param limits - Replace the time limits that follow from `timeoutSecs`.
 * @throws `CONFIG_INVALID` for a base URL that the configuration would refuse.
 */
export function createLlmClient(settings: LlmClientSettings, modules: BackendModules, limits?: CallLimits): LlmClient {
  return backendKinds[settings.backend].create(modules, settings, limits);
}
