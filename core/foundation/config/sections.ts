import { identitySection } from '../../identity/config.ts';
import { llmClientSection } from '../../inference/backends/config.ts';
import { pricingSection } from '../../money/pricing/config.ts';
import { networkSection } from '../../network/config.ts';
import { loggingSection } from '../../operations/logging/config.ts';
import { requestHandlingSection } from '../../request/config.ts';
import type { SettingsSection } from '../settings.ts';

/** Every section of the configuration file, in the order of the default file, under its name in {@link ExecutorConfig}. */
export const sections = {
  network: networkSection,
  identity: identitySection,
  llmClient: llmClientSection,
  pricing: pricingSection,
  requestHandling: requestHandlingSection,
  logging: loggingSection,
} as const;

/** All settings, valid and frozen. */
export type ExecutorConfig = { readonly [Name in keyof typeof sections]: ReturnType<(typeof sections)[Name]['read']> };

/** The sections without their own types, for code that treats them all alike. */
export const sectionList: readonly (readonly [keyof ExecutorConfig, SettingsSection])[] = Object.entries(sections) as [
  keyof ExecutorConfig,
  SettingsSection,
][];

/** The section of this TOML name. */
export function sectionByName(name: string): SettingsSection | undefined {
  return sectionList.find(([, section]) => section.name === name)?.[1];
}

/**
 * Sections and keys that guides of the network show and this version does not read.
 * They get their own hint, so that nobody looks for a spelling mistake.
 */
export const notReadYet: ReadonlySet<string> = new Set([
  'models',
  'blockchain',
  'metrics',
  'openai_limits',
  'network.protocols',
  'identity.ethereum_private_key_path',
  'pricing.strategy',
  'pricing.base_multiplier',
  'pricing.peak_multiplier',
  'pricing.off_peak_multiplier',
  'pricing.update_interval_secs',
  'logging.file',
  'logging.max_size_mb',
  'logging.max_backups',
]);
