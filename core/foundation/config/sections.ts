import { z } from 'zod';
import { identitySection } from '../../identity/config.ts';
import { builtinSection } from '../../inference/backends/builtin/config.ts';
import { llmClientSection } from '../../inference/backends/config.ts';
import { checkBackends, llmClientsSection } from '../../inference/backends/pool/config.ts';
import { openaiLimitsSection } from '../../inference/backends/spending/config.ts';
import { downloadsSection } from '../../inference/catalogue/config.ts';
import {
  checkAliases,
  modelAliasesSection,
  modelDiscoverySection,
  modelsSection,
} from '../../inference/models/config.ts';
import { gpuAllocationSection, resourcesSection } from '../../inference/resources/config.ts';
import { presenceSection } from '../../inference/resources/presence/config.ts';
import { pricingSection } from '../../money/pricing/config.ts';
import { blockchainSection } from '../../money/settlement/config.ts';
import { networkSection } from '../../network/config.ts';
import { apiSection } from '../../operations/api/config.ts';
import { clusteringSection, failoverSection } from '../../operations/cluster/config.ts';
import { loggingSection } from '../../operations/logging/config.ts';
import { metricsSection } from '../../operations/metrics/config.ts';
import { webhooksSection } from '../../operations/webhooks/config.ts';
import { batchingSection } from '../../request/batching/config.ts';
import { cacheSection } from '../../request/cache/config.ts';
import { requestHandlingSection } from '../../request/config.ts';
import { contentFilterSection } from '../../request/content-filter/config.ts';
import { pluginsSection } from '../../request/plugins/config.ts';
import { prioritySection } from '../../request/queue/config.ts';
import { rateLimitingSection } from '../../request/rate-limit/config.ts';
import { clientListsSection } from '../../request/validation/config.ts';
import type { SettingsSection } from '../settings.ts';

/** Every section that is read, in the order of the default file, under its name in {@link ExecutorConfig}. */
export const sections = {
  network: networkSection,
  identity: identitySection,
  llmClient: llmClientSection,
  llmClients: llmClientsSection,
  builtin: builtinSection,
  openaiLimits: openaiLimitsSection,
  models: modelsSection,
  modelDiscovery: modelDiscoverySection,
  modelAliases: modelAliasesSection,
  downloads: downloadsSection,
  pricing: pricingSection,
  requestHandling: requestHandlingSection,
  rateLimiting: rateLimitingSection,
  clientLists: clientListsSection,
  contentFilter: contentFilterSection,
  cache: cacheSection,
  priority: prioritySection,
  batching: batchingSection,
  presence: presenceSection,
  resources: resourcesSection,
  gpuAllocation: gpuAllocationSection,
  plugins: pluginsSection,
  logging: loggingSection,
} as const;

/** Sections whose feature this version does not have: checked, told to the owner, and nothing more. */
const laterSections: readonly SettingsSection[] = [
  blockchainSection,
  metricsSection,
  apiSection,
  webhooksSection,
  clusteringSection,
  failoverSection,
];

/** All settings, valid and frozen. */
export type ExecutorConfig = {
  readonly [Name in keyof typeof sections]: (typeof sections)[Name] extends SettingsSection<infer Settings>
    ? Settings
    : never;
};

/** What must be so over several sections; they may have been given something invalid. */
const rules = [checkBackends, checkAliases] as const;

/** Every section of the file, those that come later at the end. */
export const sectionList: readonly SettingsSection[] = [...Object.values(sections), ...laterSections];

/** Over a whole configuration file. */
export const rootSchema = z
  .strictObject(Object.fromEntries(sectionList.map(({ name, schema }) => [name, schema])))
  .superRefine(
    (values, context) => {
      for (const rule of rules)
        rule(values, (path, message) => context.addIssue({ code: 'custom', path: [...path], message }));
    },
    // Also where a section has a problem: all problems are told at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );

/** The section of this TOML name. */
export function sectionByName(name: string | number | undefined): SettingsSection | undefined {
  return sectionList.find((section) => section.name === name);
}

/** Valid values as the rooms use them. */
export function readSections(values: Readonly<Record<string, unknown>>): ExecutorConfig {
  const read = Object.entries(sections).map(([property, section]) => [
    property,
    section.read(values[section.name] as never),
  ]);
  return Object.fromEntries(read) as unknown as ExecutorConfig;
}
