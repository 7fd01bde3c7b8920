import { settingAbout } from '../../settings.ts';
import type { ConfigSnapshot } from '../snapshot.ts';
import { valueAt } from './key-path.ts';
import { schemaAt } from './schema-at.ts';

/** What the keys themselves have to say about the values they were given, each as one line of text. */
export function advice(snapshot: ConfigSnapshot, given: unknown): readonly string[] {
  return snapshot.entries().flatMap(({ key, path, source, line }) => {
    const value = valueAt(given, path);
    const schema = schemaAt(path);
    const sentence = schema === null || value === undefined ? null : (settingAbout(schema).warn?.(value) ?? null);
    return sentence === null ? [] : [`${line === null ? source : `${source}:${line}`}: ${key} ${sentence}`];
  });
}
