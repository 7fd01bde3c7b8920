import { refusedOptions } from '../../inference/resources/options/config.ts';
import { ExecutorError } from '../errors/index.ts';
import type { ConfigEntry, ConfigSnapshot } from './snapshot.ts';

/** A key that some configured model program does not let us set. */
export interface RefusedKey extends Pick<ConfigEntry, 'key' | 'source' | 'line'> {
  /** Whole sentences, one for each program. */
  readonly sentences: readonly string[];
  /** True where it acts with another configured program: then it is only a warning. */
  readonly actsElsewhere: boolean;
}

/** The keys that were given and that some configured model program does not let us set. */
export function refusedKeys(snapshot: ConfigSnapshot, kinds = kindsOf(snapshot)): readonly RefusedKey[] {
  const given = snapshot.entries().filter(({ from }) => from !== 'default');
  const byKey = new Map(given.map((entry) => [entry.key, entry]));
  return refusedOptions(given, kinds).flatMap(({ key, sentences, actsElsewhere }) => {
    const entry = byKey.get(key);
    return entry === undefined ? [] : [{ key, source: entry.source, line: entry.line, sentences, actsElsewhere }];
  });
}

/** What a check says of it. */
export function refusedWarning({ key, source, line, sentences, actsElsewhere }: RefusedKey): string {
  const place = line === null ? source : `${source}:${line}`;
  const end = actsElsewhere ? 'It acts with the others.' : '"start" refuses it.';
  return `${place}: ${key}: ${sentences.join(' ')} ${end}`;
}

/** @throws `RESOURCE_OPTION_REFUSED` naming every key that acts with none of the configured programs. */
export function requireOptions(snapshot: ConfigSnapshot, kinds = kindsOf(snapshot)): void {
  const refused = refusedKeys(snapshot, kinds).filter(({ actsElsewhere }) => !actsElsewhere);
  const [first] = refused;
  if (first === undefined) return;
  const options = refused.map(({ key, line, sentences }) => ({ key, line, reason: sentences.join(' ') }));
  throw new ExecutorError('RESOURCE_OPTION_REFUSED', { key: first.key, reason: first.sentences.join(' '), options });
}

function kindsOf(snapshot: ConfigSnapshot): readonly string[] {
  const further = snapshot.valueAt(['llm_clients']);
  const rest = Array.isArray(further) ? further.map((item: { readonly backend?: unknown }) => item.backend) : [];
  return [snapshot.valueAt(['llm_client', 'backend']), ...rest].filter((kind) => typeof kind === 'string');
}
