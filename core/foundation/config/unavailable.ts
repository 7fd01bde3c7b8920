import { isDeepStrictEqual } from 'node:util';
import { ExecutorError } from '../errors/index.ts';
import { settingAbout } from '../settings.ts';
import { requireOptions } from './refused-options.ts';
import type { ConfigEntry, ConfigSnapshot } from './snapshot.ts';
import type { KeyPath } from './tree/key-path.ts';
import { schemaAt } from './tree/schema-at.ts';
import { settingFacts } from './tree/setting-list.ts';

/**
 * The keys that ask for something this version does not have. A key that is `later` and has its default, or a value
 * that changes nothing, is none of them; neither is one beside an `enabled` that is false. A key that acts is one of them
 * where its `refusedWhen` says so.
 */
export function unavailableKeys(snapshot: ConfigSnapshot): readonly ConfigEntry[] {
  return snapshot.entries().filter(({ path, facts, from }) => {
    if (from === 'default') return false;
    const value = snapshot.valueAt(path);
    if (facts.owner !== 'later') return aboutOf(path)?.refusedWhen?.(value) === true;
    const section = snapshot.valueAt(path.slice(0, 1)) as Readonly<Record<string, unknown>>;
    if (isSwitchedOff(section, facts.section) && path.length > 1 && path[1] !== 'enabled') return false;
    const inertWhen = aboutOf(path)?.inertWhen;
    const table = snapshot.valueAt(path.slice(0, -1)) as Readonly<Record<string, unknown>>;
    return inertWhen === undefined ? !isDeepStrictEqual(value, facts.default) : !inertWhen(value, table);
  });
}

function aboutOf(path: KeyPath) {
  const schema = schemaAt(path);
  return schema === null ? null : settingAbout(schema);
}

/** True where the section's own switch is off, or is what is refused. */
function isSwitchedOff(section: Readonly<Record<string, unknown>>, name: string): boolean {
  if (!Object.hasOwn(section, 'enabled')) return false;
  return section.enabled === false || settingFacts([name, 'enabled'])?.owner === 'later';
}

/** What a check says of such a key: it is no problem until the executor starts. */
export function unavailableWarning({ key, path, facts, source, line }: ConfigEntry): string {
  const place = line === null ? source : `${source}:${line}`;
  const hint = facts.owner === 'later' ? '' : ` ${aboutOf(path)?.hint ?? ''}`;
  return `${place}: ${key} asks for something that this version does not have; "start" refuses it.${hint}`;
}

/**
 * @param kinds - Kinds of the model programs, where they are not those of the configuration.
 * @throws `FEATURE_NOT_AVAILABLE` naming every key that asks for something this version does not have;
 *   `RESOURCE_OPTION_REFUSED` naming every key that no configured model program lets us set, with a sentence for each.
 */
export function requireAvailable(snapshot: ConfigSnapshot, kinds?: readonly string[]): void {
  const entries = unavailableKeys(snapshot);
  const [first] = entries;
  if (first === undefined) {
    requireOptions(snapshot, kinds);
    return;
  }
  const keys = entries.map(({ key, source, line }) => (line === null ? `${key} (${source})` : `${key} (line ${line})`));
  throw new ExecutorError('FEATURE_NOT_AVAILABLE', { feature: first.facts.section, key: first.key, keys });
}
