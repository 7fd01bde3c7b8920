import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './environment.ts';

/** Where the executor keeps its things; all absolute. */
export interface DataPaths {
  /** `LLOOM_DATA_DIR`, or `~/.lloom/executor`. */
  readonly dataFolder: string;
  readonly configFile: string;
  readonly keyFile: string;
  readonly ledgerFile: string;
  /** What was used of hosted services. */
  readonly usageFile: string;
  /** Path that names the control socket; where it really is, the control room's `socketAddress` says. */
  readonly controlSocket: string;
}

/** The paths of this environment's data folder. Touches no file. */
export function dataPaths(env: Environment): DataPaths {
  const dataFolder = env.LLOOM_DATA_DIR
    ? resolve(expandHome(env.LLOOM_DATA_DIR, env))
    : join(homeFolder(env), '.lloom', 'executor');
  return {
    dataFolder,
    configFile: join(dataFolder, 'config.toml'),
    keyFile: join(dataFolder, 'identity_key'),
    ledgerFile: join(dataFolder, 'executor.sqlite'),
    usageFile: join(dataFolder, 'hosted_usage.json'),
    controlSocket: join(dataFolder, 'control.sock'),
  };
}

/** `path` with a leading `~` replaced by the home folder; other users' homes (`~name`) are left as they are. */
export function expandHome(path: string, env: Environment): string {
  if (path === '~') return homeFolder(env);
  return /^~[/\\]/.test(path) ? join(homeFolder(env), path.slice(2)) : path;
}

function homeFolder(env: Environment): string {
  const named = process.platform === 'win32' ? env.USERPROFILE : env.HOME;
  return named && isAbsolute(named) ? named : homedir();
}
