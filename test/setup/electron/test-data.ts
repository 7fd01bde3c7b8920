import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataPaths, type Environment, loadConfig } from '../../../core/foundation/config/index.ts';

/** Where the test runtime keeps its data. */
export interface TestData {
  readonly folder: string;
  /** True when the folder is deleted at the end. */
  readonly isThrowAway: boolean;
  /** The folder that `LLOOM_DATA_DIR` names and that is left alone; null when none is. */
  readonly refused: string | null;
  /** Deletes a throw-away folder; in a named one, marks a key that was made meanwhile as the test runtime's. */
  end(): void;
}

/**
 * Chooses the data folder of the test runtime: a new one, unless `LLOOM_DATA_DIR` names one where it would open no key
 * and no ledger but its own.
 *
 * @param env - What the app will be started with.
 */
export async function chooseTestData(env: Environment): Promise<TestData> {
  const { dataFolder } = dataPaths(env);
  const keyFile = env.LLOOM_DATA_DIR ? await findUsableKeyFile(env) : null;
  if (keyFile === null) {
    const folder = mkdtempSync(join(tmpdir(), 'lloom-test-runtime-'));
    const end = () => rmSync(folder, { recursive: true, force: true });
    return { folder, isThrowAway: true, refused: env.LLOOM_DATA_DIR ? dataFolder : null, end };
  }
  const isNew = !existsSync(keyFile);
  const end = () => {
    if (isNew && existsSync(keyFile)) writeFileSync(markerOf(keyFile), describeKeyFile(keyFile));
  };
  return { folder: dataFolder, isThrowAway: false, refused: null, end };
}

/** The key file that the app would use, or null where that key or the ledger is not the test runtime's. */
async function findUsableKeyFile(env: Environment): Promise<string | null> {
  const { ledgerFile } = dataPaths(env);
  try {
    // The configuration may name a key anywhere.
    const keyFile = (await loadConfig({ file: null, env })).config.identity.privateKeyPath;
    if (existsSync(keyFile))
      return readFileSync(markerOf(keyFile), 'utf8') === describeKeyFile(keyFile) ? keyFile : null;
    return existsSync(ledgerFile) ? null : keyFile;
  } catch {
    return null;
  }
}

/** Only written once a key is there, so that a missing one leaves the key alone. */
function markerOf(keyFile: string): string {
  return `${keyFile}.test-runtime`;
}

/** Tells this key from one that takes its place later, without a word about what is in it. */
function describeKeyFile(keyFile: string): string {
  return `made by the test runtime, last written at ${statSync(keyFile).mtimeMs}\n`;
}
