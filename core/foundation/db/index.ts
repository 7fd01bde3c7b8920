export { createDiskSync, type DiskSync } from './disk-sync.ts';
export { toLedgerError } from './errors.ts';
export { type ExclusiveFile, takeExclusiveFile } from './exclusive-file.ts';
export type { Migration } from './migrate.ts';
export { type Database, openDatabase } from './open.ts';
