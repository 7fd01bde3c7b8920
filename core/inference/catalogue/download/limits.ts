/** Tries after a connection that was lost, before the download is given up. Each byte that arrives starts them anew. */
export const MAX_TRIES = 6;
/** Before the second try; doubles with each further one, milliseconds. */
export const FIRST_PAUSE_MS = 1000;
/** Longest pause between two tries, milliseconds. */
export const MAX_PAUSE_MS = 60_000;
/** Without a byte for this long a connection is taken for dead, milliseconds. */
export const STALL_MS = 60_000;
/** Redirections that are followed: a hub sends to its store, and the store to one of its places. */
export const MAX_REDIRECTS = 5;
/** Room that a disk keeps beside the file, bytes. */
export const SPARE_BYTES = 2_000_000_000;
