import type { ConfigKey } from '../../control/index.ts';
import type { ConfigEntry } from '../../foundation/config/index.ts';
import { Secret } from '../../foundation/secret.ts';

/** One key as the contract shows it. The value of a secret is never in it. */
export function configKeyView(
  { key, value, from, source, line, facts }: ConfigEntry,
  needsRestart: boolean,
): ConfigKey {
  const { section, type, choices, description, unit, hint, door, reload, owner } = facts;
  const secret = facts.kind === 'secret' || value instanceof Secret;
  return {
    key,
    section,
    value: secret ? null : toJson(value),
    isSet: value !== null && value !== undefined,
    defaultValue: secret ? null : toJson(facts.default),
    source: from,
    line: from === 'file' ? line : null,
    variable: from === 'environment' ? source.replace(/^environment /, '') : null,
    type,
    choices: [...(choices ?? [])],
    description,
    unit,
    hint,
    secret,
    door,
    reload,
    owner,
    needsRestart,
  };
}

/** A value of TOML as JSON: numbers that are too large for it, and times, as text. */
function toJson(value: unknown): ConfigKey['value'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, toJson(inside)]));
}
