import type { BackendModules } from '../kind.ts';
import { createLlmClient } from '../registry.ts';
import type { LlmClientSettings } from '../settings.ts';
import type { BackendInit } from './interface.ts';

/**
 * Makes the clients of the configured model programs, that of `[llm_client]` first; no I/O.
 *
 * @throws `CONFIG_INVALID` for a base URL that the configuration would refuse.
 */
export function createBackends(
  config: { readonly llmClient: LlmClientSettings },
  modules: BackendModules,
): readonly [BackendInit, ...BackendInit[]] {
  return [backendOf(config.llmClient, modules)];
}

function backendOf(settings: LlmClientSettings, modules: BackendModules): BackendInit {
  return { client: createLlmClient(settings, modules), baseUrl: settings.baseUrl };
}
