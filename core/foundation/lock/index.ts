export { acquireFolderLock, type FolderLock, isFolderFree } from './folder-lock.ts';
export type { FolderHolder } from './holder-file.ts';
