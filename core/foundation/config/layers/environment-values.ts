import type { TomlTable } from 'smol-toml';
import { didYouMean } from '../../did-you-mean.ts';
import type { Environment } from '../environment.ts';
import type { ConfigProblem } from '../problems.ts';
import { sections } from '../sections.ts';
import { type KeyPath, valueAt } from '../tree/key-path.ts';
import { schemaAt } from '../tree/schema-at.ts';
import { levelOfDirectives } from './log-directives.ts';
import { readSettingText } from './setting-text.ts';
import { systematicPath, systematicPrefix, unknownVariable } from './systematic-name.ts';

/** What the environment sets. */
export interface EnvironmentValues {
  /** In order: a later one wins. */
  readonly values: readonly { readonly path: KeyPath; readonly value: unknown; readonly name: string }[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

/** Names that mean something by themselves; those of the project's own tools included. */
const knownNames = [
  'LLOOM_DATA_DIR',
  'LLOOM_EXECUTOR_PORT',
  'LLOOM_EXECUTOR_MODELS',
  'LLOOM_LOG',
  'LLOOM_METRICS_ENABLED',
  'LLOOM_PRIVATE_KEY',
  'LLOOM_CACHE_DIR',
  'LLOOM_SQLITE_BINDING',
] as const;

/** Reads what the environment says about the configuration. Empty variables count as unset. */
export function environmentValues(file: TomlTable, env: Environment): EnvironmentValues {
  const values: { path: KeyPath; value: unknown; name: string }[] = [];
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  const put = (name: string, path: KeyPath, value: unknown) => values.push({ name, path, value });
  // In order of weight: what is said most plainly comes last.
  for (const name of ['RUST_LOG', 'LLOOM_LOG'] as const) {
    const text = env[name];
    if (!text) continue;
    const level = levelOfDirectives(text);
    if (level !== null) put(name, ['logging', 'level'], level);
    else if (name === 'LLOOM_LOG') put(name, ['logging', 'level'], text);
  }
  const { LLOOM_EXECUTOR_MODELS: models } = env;
  const onlyModels = ['model_discovery', 'only_models'];
  if (models) put('LLOOM_EXECUTOR_MODELS', onlyModels, readAt(onlyModels, models));
  const { LLOOM_METRICS_ENABLED: metrics, EXECUTOR_API_TOKEN: apiKey } = env;
  if (metrics) put('LLOOM_METRICS_ENABLED', ['metrics', 'enabled'], readAt(['metrics', 'enabled'], metrics));
  if (apiKey && valueAt(file, ['api', 'auth_token']) === undefined)
    put('EXECUTOR_API_TOKEN', ['api', 'auth_token'], apiKey);
  putAccessKey(file, env, put);
  for (const [name, text] of Object.entries(env)) {
    if (!text || !name.startsWith('LLOOM_')) continue;
    if (!name.startsWith(systematicPrefix)) {
      const near = didYouMean(name, knownNames);
      if (near !== null && near !== name) warnings.push(`environment ${name} is not known. Did you mean ${near}?`);
      continue;
    }
    const path = systematicPath(name);
    const schema = schemaAt(path);
    if (schema !== null) put(name, path, readSettingText(text, schema));
    else problems.push({ source: `environment ${name}`, line: null, ...unknownVariable(path) });
  }
  putPort(file, env, values);
  return { values, problems, warnings };
}

function putAccessKey(file: TomlTable, env: Environment, put: (name: string, path: KeyPath, value: string) => void) {
  const path = ['llm_client', 'api_key'];
  if (valueAt(file, path) !== undefined) return;
  const backend = env[`${systematicPrefix}LLM_CLIENT__BACKEND`] || valueAt(file, ['llm_client', 'backend']);
  const names = backend === 'openai' ? ['OPENAI_API_KEY', 'LLM_API_KEY'] : ['LLM_API_KEY'];
  const name = names.find((candidate) => env[candidate]);
  if (name !== undefined) put(name, path, env[name] ?? '');
}

/** A port that is none is put in all the same: the check of the address then names it. */
function putPort(file: TomlTable, env: Environment, values: { path: KeyPath; value: unknown; name: string }[]): void {
  const name = 'LLOOM_EXECUTOR_PORT';
  const port = env[name];
  if (!port) return;
  const path = ['network', 'listen_address'];
  const given = values.findLast((one) => one.path.join('.') === path.join('.'))?.value ?? valueAt(file, path);
  const address = given ?? sections.network.keys.listen_address.parse(undefined);
  if (typeof address !== 'string' || !/\/tcp\/\d+$/.test(address)) return;
  values.push({ name, path, value: address.replace(/\d+$/, port) });
}

function readAt(path: KeyPath, text: string): unknown {
  const schema = schemaAt(path);
  return schema === null ? text : readSettingText(text, schema);
}
