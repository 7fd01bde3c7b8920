export { acquireFolderLock, type FolderLock, folderHolder, isFolderFree } from './folder-lock.ts';
export type { FolderHolder } from './holder-file.ts';
