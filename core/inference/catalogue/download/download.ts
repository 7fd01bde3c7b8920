import { mkdir, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Clock, delay } from '../../../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import type { DownloadModules, DownloadOptions, DownloadOrder } from './interface.ts';
import { FIRST_PAUSE_MS, MAX_PAUSE_MS, MAX_TRIES, SPARE_BYTES, STALL_MS } from './limits.ts';
import { openSource } from './open-source.ts';
import { PartFile } from './part-file.ts';

/**
 * Fetches one file: goes on where an earlier try ended, survives lost connections, and gives the file its name only
 * when size and checksum are right. What is wrong is removed.
 *
 * @throws `DOWNLOAD_NO_SPACE`, `DOWNLOAD_REFUSED`, `DOWNLOAD_FAILED`, `DOWNLOAD_CORRUPT`, the signal's reason
 */
export async function download(
  modules: DownloadModules,
  order: DownloadOrder,
  options: DownloadOptions,
): Promise<void> {
  const folder = dirname(order.file);
  await onDisk(() => mkdir(folder, { recursive: true }));
  const part = await onDisk(() => PartFile.open(`${order.file}.part`, order.sizeBytes, options.signal), options.signal);
  let isRight = false;
  try {
    await requireSpace(modules, folder, order.sizeBytes - part.sizeBytes);
    await receiveAll(modules, order, part, options);
    options.onProgress?.({ phase: 'verifying', receivedBytes: part.sizeBytes, totalBytes: order.sizeBytes });
    isRight = part.sizeBytes === order.sizeBytes && part.digest() === order.sha256;
  } finally {
    await onDisk(() => part.close());
  }
  if (!isRight) {
    await part.discard();
    throw new ExecutorError('DOWNLOAD_CORRUPT', { sizeBytes: part.sizeBytes, expectedBytes: order.sizeBytes });
  }
  await onDisk(() => part.finish(order.file));
}

async function receiveAll(
  { clock }: DownloadModules,
  order: DownloadOrder,
  part: PartFile,
  options: DownloadOptions,
): Promise<void> {
  let tries = 0;
  while (part.sizeBytes < order.sizeBytes) {
    const before = part.sizeBytes;
    try {
      await receive(clock, order, part, options);
      if (part.sizeBytes < order.sizeBytes) throw new ExecutorError('DOWNLOAD_FAILED', { reason: 'cut' });
    } catch (thrown) {
      options.signal.throwIfAborted();
      const error = isExecutorError(thrown)
        ? thrown
        : new ExecutorError('DOWNLOAD_FAILED', { reason: 'connection' }, { cause: thrown });
      tries = part.sizeBytes > before ? 1 : tries + 1;
      if (error.code !== 'DOWNLOAD_FAILED' || tries >= MAX_TRIES) throw error;
      await delay(clock, Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS), options.signal);
    }
  }
}

/** One connection, to its end or to the first thing that goes wrong. */
async function receive(clock: Clock, order: DownloadOrder, part: PartFile, options: DownloadOptions): Promise<void> {
  const stalled = new AbortController();
  const signal = AbortSignal.any([options.signal, stalled.signal]);
  const watch = () =>
    clock.setTimer(() => stalled.abort(new ExecutorError('DOWNLOAD_FAILED', { reason: 'stall' })), STALL_MS);
  let cancel = watch();
  try {
    const { body, startByte } = await openSource(order.url, part.sizeBytes, signal);
    if (startByte === 0 && part.sizeBytes > 0) await part.restart();
    for await (const chunk of body) {
      cancel();
      cancel = watch();
      if (part.sizeBytes + chunk.byteLength > order.sizeBytes) {
        throw new ExecutorError('DOWNLOAD_CORRUPT', { expectedBytes: order.sizeBytes });
      }
      await onDisk(() => part.append(chunk));
      options.onProgress?.({ phase: 'downloading', receivedBytes: part.sizeBytes, totalBytes: order.sizeBytes });
    }
  } finally {
    cancel();
  }
}

async function requireSpace(modules: DownloadModules, folder: string, missingBytes: number): Promise<void> {
  const freeBytes = await onDisk(() => (modules.freeBytes ?? askFileSystem)(folder));
  const needsBytes = missingBytes + SPARE_BYTES;
  if (freeBytes < needsBytes) throw new ExecutorError('DOWNLOAD_NO_SPACE', { needsBytes, freeBytes });
}

async function askFileSystem(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What the file system has against it, as one of our errors; a full disk by its own. */
async function onDisk<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    signal?.throwIfAborted();
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'disk';
    const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'DOWNLOAD_NO_SPACE' : 'DOWNLOAD_DISK_FAILED';
    throw new ExecutorError(code, { reason }, { cause: thrown });
  }
}
