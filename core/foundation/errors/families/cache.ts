import type { ErrorRow } from '../row.ts';

/** What can go wrong with kept answers. A request never ends with one of these: it is answered without the cache. */
export const cacheErrors = {
  CACHE_UNAVAILABLE: {
    message: 'The cache does not answer; requests are answered without it.',
    hint: 'Check [cache]: is the Redis server running, is there room on the disk? It is tried again by itself.',
    level: 'warn',
    peer: 'none',
    exitStatus: 69,
    retryable: true,
  },
  CACHE_ENTRY_UNUSABLE: {
    message: 'A kept answer was damaged, or somebody else wrote it; the request is answered without it.',
    hint: 'Keep others off the cache\'s folder or Redis server; "lloom-executor cache clear" removes every kept answer.',
    level: 'warn',
    peer: 'none',
    exitStatus: 65,
    retryable: false,
  },
} as const satisfies Record<string, ErrorRow>;
