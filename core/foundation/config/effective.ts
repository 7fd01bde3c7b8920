import type { z } from 'zod';
import { settingAbout } from '../settings.ts';
import type { Environment } from './environment.ts';
import { type ConfigFlags, type LayeredValue, layerValues } from './layers.ts';
import { parseConfigText } from './read-file.ts';
import { sectionList } from './sections.ts';
import { expandPaths, substituteVariables } from './substitute.ts';

/** One key: what is known of it, what it is set to, and by whom. */
export interface EffectiveKey {
  /** As in `pricing.base_inbound_price`. */
  readonly key: string;
  readonly section: string;
  readonly type: 'text' | 'choice' | 'whole-number' | 'boolean' | 'texts';
  readonly choices: readonly string[] | null;
  readonly description: string;
  readonly unit: string;
  readonly hint: string | null;
  readonly kind: 'path' | 'secret' | null;
  /** Null where it has none. */
  readonly default: unknown;
  readonly owner: 'now' | 'later';
  readonly reload: 'now' | 'restart';
  readonly door: boolean;
  /** As it was given, or the default; null where there is neither. Secrets are in clear. */
  readonly value: unknown;
  readonly from: LayeredValue['from'];
}

const actsNow = /^(?:pricing\..*|logging\.level|network\.(?:bootstrap_peers|external_address))$/;
const opensDoor = /^(?:network\.listen_address|llm_client\.base_url)$/;

/**
 * Every key of a valid configuration text, in the order of the default file.
 *
 * @param text - Text that was found valid with the same sources.
 */
export function effectiveKeys(
  text: string,
  { file, env, flags = {} }: { file: string; env: Environment; flags?: ConfigFlags },
): readonly EffectiveKey[] {
  const parsed = parseConfigText(text, file);
  const table = 'problem' in parsed ? {} : expandPaths(substituteVariables(parsed.table, env).table, env);
  const layers = layerValues(table, env, flags);
  return sectionList.flatMap(([, section]) =>
    Object.entries(section.keys as Record<string, z.ZodType>).map(([name, schema]): EffectiveKey => {
      const key = `${section.name}.${name}`;
      const { description, unit, hint = null, kind = null } = settingAbout(schema);
      const layer = layers.get(key);
      const byDefault = schema.safeParse(undefined);
      return {
        ...{ key, section: section.name, ...typeOf(schema), description, unit, hint, kind },
        default: byDefault.success ? (byDefault.data ?? null) : null,
        owner: 'now',
        reload: actsNow.test(key) ? 'now' : 'restart',
        door: kind !== null || opensDoor.test(key),
        value: layer === undefined ? (byDefault.data ?? null) : layer.value,
        from: layer?.from ?? 'default',
      };
    }),
  );
}

function typeOf(schema: z.ZodType): Pick<EffectiveKey, 'type' | 'choices'> {
  const { type, innerType, entries } = schema.def as { type: string; innerType?: z.ZodType; entries?: object };
  if (innerType !== undefined) return typeOf(innerType);
  if (type === 'enum') return { type: 'choice', choices: Object.values(entries ?? {}) };
  const types = { array: 'texts', number: 'whole-number', boolean: 'boolean' } as const;
  return { type: types[type as keyof typeof types] ?? 'text', choices: null };
}
