import { ExecutorError } from '../errors/index.ts';
import { type CheckedConfig, checkConfig, type LineOf } from './check.ts';
import type { Environment } from './environment.ts';
import { parseConfigText, readConfigText } from './file/read-file.ts';
import type { ConfigFlags } from './layers/merge.ts';
import { substituteVariables } from './layers/substitute.ts';
import { dataPaths } from './paths.ts';
import type { ExecutorConfig } from './sections.ts';
import type { ConfigSnapshot } from './snapshot.ts';
import { lineAt, locateToml, samePath } from './toml/locate.ts';
import { formatKeyPath } from './tree/key-path.ts';

/** A valid configuration and where it came from. */
export interface LoadedConfig {
  readonly config: ExecutorConfig;
  /** The same by key, with who gave each value. */
  readonly snapshot: ConfigSnapshot;
  /** Sentences for the owner; nothing that stops the executor. */
  readonly warnings: readonly string[];
  /** The file that was read; null when there is none and everything has its default. */
  readonly file: string | null;
  /** What was read from it; empty when there is none. */
  readonly text: string;
}

/** Where a configuration is read from. */
export interface ConfigSources {
  /** A file that must be there; null takes `config.toml` of the data folder, if there is one. */
  readonly file: string | null;
  readonly env: Environment;
  /** @defaultValue none */
  readonly flags?: ConfigFlags;
}

/**
 * Reads the configuration: defaults, then the file, the environment and options over them.
 *
 * @throws `CONFIG_INVALID` with every problem in `details.problems`; `CONFIG_UNREADABLE`.
 */
export async function loadConfig({ file, env, flags = {} }: ConfigSources): Promise<LoadedConfig> {
  const path = file ?? dataPaths(env).configFile;
  const text = await readConfigText(path);
  if (text === null && file !== null) throw new ExecutorError('CONFIG_UNREADABLE', { file, reason: 'ENOENT' });
  const { config, snapshot, problems, warnings } = checkConfigText(text ?? '', { file: path, env, flags });
  if (config === null || snapshot === null) throw new ExecutorError('CONFIG_INVALID', { file: path, problems });
  return { config, snapshot, warnings, file: text === null ? null : path, text: text ?? '' };
}

/** Checks a whole configuration text. Touches no file; `file` only names it. */
export function checkConfigText(
  text: string,
  { file, env, flags = {} }: { file: string; env: Environment; flags?: ConfigFlags },
): CheckedConfig {
  const parsed = parseConfigText(text, file);
  if ('problem' in parsed) return { config: null, snapshot: null, problems: [parsed.problem], warnings: [] };
  const lineOf = lineFinder(text);
  const { table, unset, taken } = substituteVariables(parsed.table, env);
  const warnings = unset.map(({ path, name }) => {
    const line = lineOf(path);
    return `${file}${line === null ? '' : `:${line}`}: ${formatKeyPath(path)} is left out, because ${name} is not set.`;
  });
  const checked = checkConfig(table, { file, lineOf, env, flags, taken });
  return { ...checked, warnings: [...warnings, ...checked.warnings] };
}

/** Lines are looked up only when there is something to report. */
function lineFinder(text: string): LineOf {
  let parts: ReturnType<typeof locateToml> | undefined;
  return (keyPath) => {
    parts ??= locateToml(text);
    const path = keyPath.map(String);
    const part =
      parts.find((candidate) => samePath(candidate.path, path)) ??
      parts.find((candidate) => samePath(candidate.path.slice(0, path.length), path));
    return part === undefined ? null : lineAt(text, part.start);
  };
}
