import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import type { ElectronRuntime } from '../electron/runtime.ts';
import { mustRun } from '../system/command.ts';
import { projectRoot } from '../system/project.ts';

/** How to package the built app. */
export interface PackageOptions {
  /** Kinds of package, `dir` for the unpacked app; none for those that electron-builder.yml names for this system. */
  readonly targets: readonly string[];
  /** Folder to write to. */
  readonly outputFolder: string;
  /** Leaves out what takes long and changes nothing in how the app runs. @defaultValue false */
  readonly quick?: boolean;
}

/**
 * Packages what is in `out/` with electron-builder.
 *
 * @throws Error with the end of what electron-builder printed, when it fails.
 */
export async function packageApp(runtime: ElectronRuntime, options: PackageOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lloom-builder-'));
  const configFile = join(folder, 'electron-builder.json');
  writeFileSync(configFile, JSON.stringify(settings(runtime, options)));
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const platform = { win32: '--win', darwin: '--mac' }[process.platform as string] ?? '--linux';
  const args = [builder, platform, ...options.targets, '--publish', 'never', '--config', configFile];
  const path = [join(projectRoot, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  try {
    await mustRun(process.execPath, args, {
      cwd: projectRoot,
      env: { ...runtime.env, PATH: path, ...(runtime.kind === 'test' && { CUSTOM_FPM_PATH: debMaker }) },
      limitMs: 20 * 60_000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const debMaker = join(projectRoot, 'test', 'setup', 'package', 'fpm.ts');

function settings(runtime: ElectronRuntime, options: PackageOptions): object {
  const binding = runtime.env.LLOOM_SQLITE_BINDING;
  return {
    extends: join(projectRoot, 'electron-builder.yml'),
    electronVersion: runtime.version,
    directories: { output: options.outputFolder },
    ...(options.quick && { compression: 'store' }),
    ...(runtime.kind === 'test' && { electronDist: runtime.distFolder }),
    // In the package as in the checkout, the test runtime needs its own build of SQLite; this place comes first.
    ...(binding && {
      files: [{ from: dirname(binding), to: 'node_modules/better-sqlite3/build/Release', filter: [basename(binding)] }],
    }),
  };
}
