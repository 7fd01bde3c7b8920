import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { RE2JS } from 're2js';

/**
 * A thread of its own for texts that take long to look through. This file is both the thread's program and the one who
 * knows where that program is, in the sources as well as in a bundle, so only a dynamic import may load it.
 */
export const scanWorkerUrl = new URL(import.meta.url);

/** What the thread is started with. */
export interface ScanWorkerData {
  readonly program: 'lloom-content-scan';
  readonly patterns: readonly string[];
}

/** One text in, the index of the first pattern that fits out; null for none. */
export type ScanAnswer = number | null;

function serve({ patterns }: ScanWorkerData): void {
  const expressions = patterns.map((pattern) => RE2JS.compile(pattern));
  parentPort?.on('message', (text: string) => {
    const index = expressions.findIndex((expression) => expression.test(text));
    parentPort?.postMessage(index < 0 ? null : index);
  });
}

const data = workerData as Partial<ScanWorkerData> | null;
if (!isMainThread && data?.program === 'lloom-content-scan') serve(data as ScanWorkerData);
