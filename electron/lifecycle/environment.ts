import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { dataPaths, type Environment, type TakenEnvironment } from '../../core/foundation/config/index.ts';

/** The environment that the app runs with. */
export interface ShellEnvironment extends TakenEnvironment {
  /** True under the stand-in for Electron that tests use; nothing of the owner is touched then. */
  readonly testRuntime: boolean;
}

/** Where the test runtime keeps its data, below the folder that holds the owner's. */
const testFolderName = 'executor-test-runtime';

/**
 * Completes the taken environment. Under the test runtime an executor without a folder of its own gets one beside the
 * owner's, so that the owner's key and ledger are never opened by it. One that is named was chosen by who started the
 * app: `npm start` names none that holds a key of the owner, and tests name their own.
 */
export function createShellEnvironment(taken: TakenEnvironment): ShellEnvironment {
  const testRuntime = taken.env.LLOOM_TEST_RUNTIME === '1';
  if (!testRuntime || taken.env.LLOOM_DATA_DIR) return { ...taken, testRuntime };
  const folder = join(dataPaths(taken.env).dataFolder, '..', testFolderName);
  return { ...taken, env: Object.freeze({ ...taken.env, LLOOM_DATA_DIR: folder }), testRuntime };
}

/**
 * The folder for the app's own settings: one for each data folder, because one app runs for each.
 *
 * @param base - What Electron proposes for this user.
 */
export function chooseUserFolder(base: string, env: Environment): string {
  if (!env.LLOOM_DATA_DIR) return base;
  const digest = createHash('sha256').update(dataPaths(env).dataFolder).digest('hex').slice(0, 12);
  return join(base, 'folders', digest);
}
