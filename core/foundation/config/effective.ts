import type { Environment } from './environment.ts';
import type { ConfigFlags, ValueOrigin } from './layers/merge.ts';
import { checkConfigText } from './load.ts';
import type { SettingFacts } from './tree/setting-list.ts';

/** One key: what is known of it, what it is set to, and by whom. */
export interface EffectiveKey extends SettingFacts {
  /** As it was given, or the default; null where there is neither. Secrets are in clear. */
  readonly value: unknown;
  readonly from: ValueOrigin;
}

/**
 * Every key of a valid configuration text, in the order of the default file; keys of items of a list as in
 * `models[0].name`.
 *
 * @param text - Text that was found valid with the same sources.
 */
export function effectiveKeys(
  text: string,
  sources: { file: string; env: Environment; flags?: ConfigFlags },
): readonly EffectiveKey[] {
  const { snapshot } = checkConfigText(text, sources);
  const entries = snapshot?.entries() ?? [];
  return entries.map(({ facts, key, path, from }) => ({ ...facts, key, value: snapshot?.valueAt(path) ?? null, from }));
}
