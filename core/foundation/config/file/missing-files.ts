import { access } from 'node:fs/promises';
import { settingAbout } from '../../settings.ts';
import type { ConfigSnapshot } from '../snapshot.ts';
import { schemaAt } from '../tree/schema-at.ts';

/** Sentences about the files that a configuration names, that the executor does not make itself, and that are missing. */
export async function missingFiles(snapshot: ConfigSnapshot): Promise<readonly string[]> {
  const sentences = snapshot.entries().map(async ({ key, path, value, source, line }) => {
    const schema = schemaAt(path);
    if (typeof value !== 'string' || schema === null || settingAbout(schema).mustExist !== true) return [];
    const isThere = await access(value).then(
      () => true,
      () => false,
    );
    return isThere ? [] : [`${line === null ? source : `${source}:${line}`}: ${key} names a file that is not there.`];
  });
  return (await Promise.all(sentences)).flat();
}
