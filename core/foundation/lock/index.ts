export { acquireFolderLock, type FolderLock } from './folder-lock.ts';
export type { FolderHolder } from './holder-file.ts';
