import { delimiter, join } from 'node:path';
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
 * @returns What electron-builder printed.
 * @throws Error with the end of that when it fails.
 */
export function packageApp(runtime: ElectronRuntime, options: PackageOptions): Promise<string> {
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const platform = { win32: '--win', darwin: '--mac' }[process.platform as string] ?? '--linux';
  const settings = [
    `-c.electronVersion=${runtime.version}`,
    `-c.directories.output=${options.outputFolder}`,
    ...(runtime.kind === 'test' ? [`-c.electronDist=${runtime.distFolder}`] : []),
    ...(options.quick ? ['-c.compression=store'] : []),
  ];
  const path = [join(projectRoot, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const shim = runtime.kind === 'test' ? join(projectRoot, 'test', 'setup', 'package', 'fpm.ts') : undefined;
  return mustRun(process.execPath, [builder, platform, ...options.targets, '--publish', 'never', ...settings], {
    cwd: projectRoot,
    env: { ...runtime.env, PATH: path, ...(shim && { CUSTOM_FPM_PATH: shim }) },
    limitMs: 20 * 60_000,
  });
}
