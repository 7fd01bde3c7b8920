import { settingAbout } from '../../settings.ts';
import type { ConfigSnapshot } from '../snapshot.ts';
import { schemaAt } from './schema-at.ts';

/** What the keys themselves have to say about their values, each as one line of text. */
export function advice(snapshot: ConfigSnapshot): readonly string[] {
  return snapshot.entries().flatMap(({ key, path, value, source, line }) => {
    const schema = schemaAt(path);
    const sentence = schema === null || value === null ? null : (settingAbout(schema).warn?.(value) ?? null);
    return sentence === null ? [] : [`${line === null ? source : `${source}:${line}`}: ${key} ${sentence}`];
  });
}
