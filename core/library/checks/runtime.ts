import { ExecutorError } from '../../foundation/errors/index.ts';

/** Oldest Node that the executor is tested on: the SQLite binding and libp2p do not run on older ones. */
const MIN_NODE_MAJOR = 24;

/** @throws `RUNTIME_UNSUPPORTED` with the version found and the one needed */
export function requireRuntime(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) < MIN_NODE_MAJOR)
    throw new ExecutorError('RUNTIME_UNSUPPORTED', { found: version, needed: `${MIN_NODE_MAJOR}` });
}
