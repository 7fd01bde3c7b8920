import { z } from 'zod';
import { defineListSection, setting, settingAbout } from '../../../foundation/settings.ts';
import { llmClientSection } from '../config.ts';
import type { LlmClientSettings } from '../settings.ts';

const file = 'test/integration/executor/several-backends.test.ts';

/** The key of `[llm_client]`, with the test that observes it here. */
function asIn<Schema extends z.ZodType>(schema: Schema, title: string): Schema {
  return setting(schema, { ...settingAbout(schema), test: { file, title } });
}

const { name: _, ...shared } = llmClientSection.keys;

/** `[[llm_clients]]` of the configuration file: the keys of `[llm_client]`, of which each must have a name. */
export const llmClientsSection = defineListSection({
  name: 'llm_clients',
  about: 'Further programs that run models, beside that of [llm_client] and with the same keys.',
  acts: 'core/inference/backends/pool',
  reload: 'now',
  maxItems: 15,
  unique: 'name',
  example: { name: 'upstairs', backend: 'openai', base_url: 'http://192.168.1.20:8000/v1' },
  keys: {
    name: setting(z.string().regex(/^[\x20-\x7e]{1,64}$/, 'is not 1 to 64 printable ASCII characters'), {
      test: { file, title: 'announces and books each model under the name of its backend' },
      description: 'Name of this backend in announcements and in the books; no two backends have the same.',
      unit: '1 to 64 printable ASCII characters',
      example: 'upstairs',
    }),
    ...shared,
    backend: asIn(shared.backend, 'speaks the dialect of each backend, at its address and with its access key'),
    base_url: asIn(shared.base_url, 'speaks the dialect of each backend, at its address and with its access key'),
    api_key: asIn(shared.api_key, 'speaks the dialect of each backend, at its address and with its access key'),
    timeout_secs: asIn(shared.timeout_secs, 'gives each backend its own time and its own tries'),
    max_retries: asIn(shared.max_retries, 'gives each backend its own time and its own tries'),
  },
  read: (items): readonly LlmClientSettings[] => items.map((item) => llmClientSection.read(item as never)),
});

/**
 * Names are what announcements and the books tell backends apart by, also that of `[llm_client]`. An address that is
 * missing is told here: a backend may come while the executor runs, when no start could refuse it.
 */
export function checkBackends(
  sections: Readonly<Record<string, unknown>>,
  report: (path: readonly (string | number)[], problem: string) => void,
): void {
  const first = sections.llm_client as { readonly name?: unknown; readonly backend?: unknown } | undefined;
  const further = sections.llm_clients;
  if (first === undefined || !Array.isArray(further)) return;
  const taken = first.name ?? first.backend;
  for (const [index, item] of further.entries()) {
    if (typeof item !== 'object' || item === null) continue;
    if (item.name === taken) report(['llm_clients', index, 'name'], 'is the name of the backend of [llm_client]');
    if (item.backend === 'custom' && item.base_url === null)
      report(['llm_clients', index, 'base_url'], 'is missing: a program with an API of its own has no usual address');
  }
}
