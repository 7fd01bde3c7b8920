import { Secret } from '../../../foundation/secret.ts';
import type { BackendModules } from '../kind.ts';
import { createLlmClient } from '../registry.ts';
import type { LlmClientSettings } from '../settings.ts';
import { createSpendingGuard, type SpendingGuard, type SpendingLimits } from '../spending/index.ts';
import type { BackendInit } from './interface.ts';

/** What a configuration says of backends. */
export interface BackendConfig {
  readonly llmClient: LlmClientSettings;
  readonly llmClients: readonly LlmClientSettings[];
  readonly openaiLimits: SpendingLimits;
}

/** The backends of a configuration, that of `[llm_client]` first, those of `[[llm_clients]]` behind it. */
export type BackendList = readonly [BackendInit, ...BackendInit[]];

/**
 * Makes the backends of a configuration. Asked again with another one, it gives the same client where settings are the
 * same, so that who works goes on working.
 */
export type BackendSource = (config: BackendConfig) => BackendList;

/** What backends are made with. */
export interface BackendSourceModules extends Omit<BackendModules, 'spending'> {
  /** Where the use of hosted services is kept over restarts, which limits go by; null keeps nothing. */
  readonly usageFile: string | null;
}

/**
 * Makes the clients of the configured model programs; no I/O. What it makes throws `CONFIG_INVALID` for a base URL that
 * the configuration would refuse.
 */
export function backendSource({ usageFile, ...modules }: BackendSourceModules): BackendSource {
  let made: ReadonlyMap<string, BackendInit> = new Map();
  let guard: SpendingGuard | null = null;
  return ({ llmClient, llmClients, openaiLimits }) => {
    // One for all of them and as long as they live: it knows what was used.
    guard ??= createSpendingGuard(modules, { limits: openaiLimits, file: usageFile });
    const guarded = { ...modules, spending: guard };
    const next = new Map<string, BackendInit>();
    const open = (settings: LlmClientSettings) => {
      const key = fingerprint(settings);
      const backend = made.get(key) ?? {
        client: createLlmClient(settings, guarded),
        baseUrl: settings.baseUrl,
      };
      next.set(key, backend);
      return backend;
    };
    const list: BackendList = [open(llmClient), ...llmClients.map(open)];
    made = next;
    return list;
  };
}

/** Makes the clients of the configured model programs once; no I/O. @throws `CONFIG_INVALID`, as {@link backendSource} */
export function createBackends(config: BackendConfig, modules: BackendSourceModules): BackendList {
  return backendSource(modules)(config);
}

/** Everything of settings, their secrets too: it stays in this process. */
function fingerprint(settings: LlmClientSettings): string {
  return JSON.stringify(settings, function replace(this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // What a secret gives to JSON is the same for all of them.
    const raw = this[key];
    return raw instanceof Secret ? { secret: raw.reveal() } : value;
  });
}
