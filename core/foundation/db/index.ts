export { toLedgerError } from './errors.ts';
export type { Migration } from './migrate.ts';
export { type Database, openDatabase } from './open.ts';
