import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronRuntime } from '../electron/runtime.ts';
import { mustRun } from '../system/command.ts';
import { withLock } from '../system/lock.ts';
import { announced } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';

const sources = [
  'assets',
  'core',
  'electron',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const stampFile = join(projectRoot, 'out', '.built-from');

/** Builds the app into `out/` for this Electron, unless exactly that was built before from the same sources. */
export async function buildApp(runtime: ElectronRuntime): Promise<void> {
  if (isBuilt(runtime)) return;
  mkdirSync(join(projectRoot, '.cache'), { recursive: true });
  await withLock(join(projectRoot, '.cache', 'building'), async () => {
    if (isBuilt(runtime)) return;
    const stamp = fingerprint(runtime.version);
    const electronVite = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    await announced('building the app', () =>
      mustRun(process.execPath, [electronVite, 'build'], {
        cwd: projectRoot,
        env: { ...runtime.env, NO_COLOR: '1' },
        limitMs: 5 * 60_000,
      }),
    );
    writeFileSync(stampFile, stamp);
  });
}

function isBuilt(runtime: ElectronRuntime): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint(runtime.version);
}

/** Changes whenever a source file is added, removed, renamed or written. */
function fingerprint(electronVersion: string): string {
  const hash = createHash('sha256').update(electronVersion);
  const visit = (path: string) => {
    const full = join(projectRoot, path);
    const stats = statSync(full, { throwIfNoEntry: false });
    if (stats?.isDirectory()) for (const name of readdirSync(full).sort()) visit(join(path, name));
    else hash.update(`${path} ${stats?.size} ${stats?.mtimeMs}\n`);
  };
  for (const path of sources) visit(path);
  return hash.digest('hex');
}
