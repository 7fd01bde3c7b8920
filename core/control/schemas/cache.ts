import { z } from 'zod';
import { count } from './common.ts';

/** The cache of answers. Counts are since the start of the program. */
export const cacheView = z.strictObject({
  enabled: z.boolean(),
  backend: z.enum(['memory', 'redis', 'disk']),
  scope: z.enum(['per_client', 'shared']),
  /** `off`: not enabled; `unreachable`: requests are answered without it, and it is tried again. */
  state: z.enum(['off', 'ready', 'unreachable']),
  /** Null while its store does not tell. */
  entries: count.nullable(),
  bytes: count.nullable(),
  maxBytes: count,
  ttlSeconds: count,
  counts: z.strictObject({
    hits: count,
    misses: count,
    /** Answers that identical requests in flight got from one generation. */
    shared: count,
    stored: count,
    /** Answers that were too large, or too many, to be stored. */
    dropped: count,
    /** Operations of the store that failed or took too long. */
    failures: count,
    /** Entries that were damaged or forged. */
    rejected: count,
  }),
});
export type CacheState = z.infer<typeof cacheView>;
