import type { BackendModules } from '../kind.ts';
import { createLlmClient } from '../registry.ts';
import type { LlmClientSettings } from '../settings.ts';
import { createSpendingGuard, type SpendingLimits } from '../spending/index.ts';
import type { BackendInit } from './interface.ts';

/**
 * Makes the clients of the configured model programs, that of `[llm_client]` first, those of `[[llm_clients]]` behind it; no I/O.
 *
 * @param modules.usageFile - Where the use of hosted services is kept over restarts, which limits go by; null keeps nothing.
 * @throws `CONFIG_INVALID` for a base URL that the configuration would refuse.
 */
export function createBackends(
  config: {
    readonly llmClient: LlmClientSettings;
    readonly llmClients: readonly LlmClientSettings[];
    readonly openaiLimits: SpendingLimits;
  },
  modules: BackendModules & { readonly usageFile: string | null },
): readonly [BackendInit, ...BackendInit[]] {
  const spending = createSpendingGuard(modules, { limits: config.openaiLimits, file: modules.usageFile });
  const guarded = { ...modules, spending };
  const further = config.llmClients.map((settings) => backendOf(settings, guarded));
  return [backendOf(config.llmClient, guarded), ...further];
}

function backendOf(settings: LlmClientSettings, modules: BackendModules): BackendInit {
  return { client: createLlmClient(settings, modules), baseUrl: settings.baseUrl };
}
