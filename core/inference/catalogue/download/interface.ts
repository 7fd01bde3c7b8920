import type { Clock } from '../../../foundation/clock.ts';

/** How far a download is. */
export interface DownloadProgress {
  readonly phase: 'downloading' | 'verifying';
  /** Bytes of the file that are on the disk. */
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** What is fetched, and to where. */
export interface DownloadOrder {
  readonly url: URL;
  /** Absolute path of the finished file; what is not finished lies beside it with `.part` at its end. */
  readonly file: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** What a download works with. */
export interface DownloadModules {
  readonly clock: Clock;
  /** Free bytes of the disk that a folder is on. @defaultValue what the file system says */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** How a download is watched and stopped. */
export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
}
