import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../system/command.ts';
import { withLock } from '../system/lock.ts';
import { projectRoot } from '../system/project.ts';

/**
 * Compiles the library and the command line to JavaScript with declarations, into `out/lib/`: Node runs no TypeScript
 * of installed packages. Takes about 3 s, so it is never skipped.
 */
export async function buildLibrary(): Promise<void> {
  const outputFolder = join(projectRoot, 'out', 'lib');
  const typescript = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  await withLock(join(projectRoot, '.cache', 'building'), async () => {
    rmSync(outputFolder, { recursive: true, force: true });
    await mustRun(process.execPath, [typescript, '-p', 'tsconfig.library.json'], {
      cwd: projectRoot,
      limitMs: 2 * 60_000,
    });
  });
}
