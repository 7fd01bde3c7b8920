import type { BackendModules } from '../kind.ts';
import { createLlmClient } from '../registry.ts';
import type { LlmClientSettings } from '../settings.ts';
import type { BackendInit } from './interface.ts';

/**
 * Makes the clients of the configured model programs, that of `[llm_client]` first, those of `[[llm_clients]]` behind it; no I/O.
 *
 * @throws `CONFIG_INVALID` for a base URL that the configuration would refuse.
 */
export function createBackends(
  config: { readonly llmClient: LlmClientSettings; readonly llmClients: readonly LlmClientSettings[] },
  modules: BackendModules,
): readonly [BackendInit, ...BackendInit[]] {
  const further = config.llmClients.map((settings) => backendOf(settings, modules));
  return [backendOf(config.llmClient, modules), ...further];
}

function backendOf(settings: LlmClientSettings, modules: BackendModules): BackendInit {
  return { client: createLlmClient(settings, modules), baseUrl: settings.baseUrl };
}
