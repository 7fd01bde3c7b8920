import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../../foundation/atomic-file.ts';

const pairs = z.array(z.tuple([z.int().min(0), z.number().min(0)])).max(100);

const schema = z.strictObject({
  version: z.literal(1),
  /** Day in UTC, `2026-11-29`. */
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** What that day cost, put aside included. */
  costMicroUsd: z.number().min(0),
  requests: pairs,
  tokens: pairs,
});

/** What was used, as the file holds it. */
export type SavedUsage = z.output<typeof schema>;

/** The file with what was used of hosted services. */
export interface UsageFile {
  /** Null where there is none yet; `damaged` where it cannot be read. */
  load(): Promise<SavedUsage | null | 'damaged'>;
  /** Rejects when it cannot be written. */
  save(usage: SavedUsage): Promise<void>;
}

/** @param path - Null keeps nothing. */
export function createUsageFile(path: string | null): UsageFile {
  if (path === null) return { load: async () => null, save: async () => {} };
  return {
    async load() {
      try {
        return schema.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'damaged';
      }
    },
    async save(usage) {
      await mkdir(dirname(path), { recursive: true });
      await replaceFile(path, `${JSON.stringify(usage)}\n`, 0o600);
    },
  };
}
