import {
  type ConfigFlags,
  checkConfigText,
  dataPaths,
  expandHome,
  requireAvailable,
  type ExecutorConfig as Settings,
} from '../../foundation/config/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { formatEth } from '../../foundation/units/index.ts';
import { checkNames, type ExecutorConfigProblem, throwProblems } from '../checks/check-names.ts';
import type { ExecutorConfig } from './executor-config.ts';
import type { LlmBackend } from './llm-backend.ts';

/**
 * Which key of the configuration each property is, by its dotted name. The key's schema checks the value, so that
 * code and file have the same limits.
 */
const keyOf = {
  listenAddress: 'network.listen_address',
  externalAddress: 'network.external_address',
  bootstrapPeers: 'network.bootstrap_peers',
  maxConcurrentRequests: 'request_handling.max_concurrent_requests',
  requestTimeoutSecs: 'request_handling.request_timeout_secs',
  maxTokensPerRequest: 'request_handling.max_tokens_per_request',
  maxMemoryGb: 'resources.max_memory_gb',
  maxGpuMemoryGb: 'resources.max_gpu_memory_gb',
} as const;

const priceKeyOf = {
  baseInboundPriceWei: 'pricing.base_inbound_price',
  baseOutboundPriceWei: 'pricing.base_outbound_price',
} as const;

/** Names of the other properties. */
const ownProperties = [
  'identityPath',
  'ethereumKeyPath',
  'privateKey',
  'llmBackend',
  'dataFolder',
  'logger',
  'settings',
];

/** A value for a key of the configuration, and the property that it comes from. */
export interface Setting {
  readonly property: string;
  readonly value: unknown;
  /** What a value looks like here, where that differs from the file. */
  readonly expected?: string;
}

/** Values by the dotted name of their key. */
export type SettingsByKey = ReadonlyMap<string, Setting>;

/**
 * What an {@link ExecutorConfig} says, by the keys of the configuration.
 *
 * @throws `FEATURE_NOT_AVAILABLE`, `IDENTITY_ONE_KEY`, `CONFIG_INVALID` for names that there are not.
 */
export function readConfig(config: ExecutorConfig): SettingsByKey {
  const named = { ...keyOf, ...priceKeyOf };
  checkNames('ExecutorConfig', config, [...Object.keys(named), ...ownProperties]);
  const settings = new Map<string, Setting>();
  for (const [property, key] of entries(keyOf))
    settings.set(key, { property: `ExecutorConfig.${property}`, value: config[property] });
  for (const [property, key] of entries(priceKeyOf))
    settings.set(key, price(`ExecutorConfig.${property}`, config[property]));
  const keyFile = { property: 'ExecutorConfig.identityPath', value: keyFileOf(config) };
  settings.set('identity.private_key_path', keyFile);
  const all = new Map([...settings, ...backendSettings(config.llmBackend)]);
  for (const [key, value] of Object.entries(config.settings ?? {})) {
    if (all.get(key)?.value === undefined) all.set(key, { property: `ExecutorConfig.settings["${key}"]`, value });
    else throwProblems([{ ...saidTwice, key: `ExecutorConfig.settings["${key}"]` }]);
  }
  return all;
}

const saidTwice = { problem: 'has a property of its own, which is given as well', expected: null, hint: null };

/**
 * Checks everything that was set, against the schemas of the configuration.
 *
 * @throws `CONFIG_INVALID` with every problem, by the names of the properties; `FEATURE_NOT_AVAILABLE` for keys that do
 *   nothing in this version.
 */
export function resolveSettings(dataFolder: string, settings: SettingsByKey, hasOwnClient = false): Settings {
  const flags: ConfigFlags = Object.fromEntries([...settings].map(([key, { value }]) => [key, value]));
  const { config, snapshot, problems } = checkConfigText('', { file: '', env: { LLOOM_DATA_DIR: dataFolder }, flags });
  throwProblems(problems.map((problem) => renamed(problem, settings)));
  if (config === null || snapshot === null) throw new ExecutorError('INTERNAL_FAULT');
  requireAvailable(snapshot, hasOwnClient ? ['custom'] : undefined);
  return config;
}

/** Absolute path of the folder. */
export function dataFolderOf({ dataFolder }: ExecutorConfig): string {
  return dataPaths(dataFolder === undefined ? {} : { LLOOM_DATA_DIR: dataFolder }).dataFolder;
}

/** An amount as the configuration writes it. @throws `CONFIG_INVALID` for what is no amount */
export function price(property: string, wei: bigint | null | undefined): Setting {
  const expected = 'wei per model token, 0n to below 10n ** 18n';
  if (wei === undefined || wei === null) return { property, value: undefined };
  if (typeof wei === 'bigint' && wei >= 0n) return { property, value: formatEth(wei), expected };
  const problem = { key: property, problem: 'is not a bigint of wei', expected, hint: null };
  throw new ExecutorError('CONFIG_INVALID', { problems: [problem] });
}

function keyFileOf({ identityPath, ethereumKeyPath, privateKey }: ExecutorConfig): string | undefined {
  const paths = [identityPath, ethereumKeyPath].flatMap((path) => (path === undefined ? [] : [expandHome(path, {})]));
  const [first, second = first] = paths;
  if (first !== second || (first !== undefined && privateKey !== undefined))
    throw new ExecutorError('IDENTITY_ONE_KEY');
  return first;
}

function backendSettings(backend: LlmBackend | undefined): Iterable<[string, Setting]> {
  if (backend === undefined) return [];
  const property = 'ExecutorConfig.llmBackend';
  const kind: [string, Setting] = ['llm_client.backend', { property, value: backend.kind }];
  if (backend.kind === 'custom') {
    const headers = Object.entries(backend.headers).map(([name, value]) => [name, value.reveal()]);
    return [
      kind,
      ['llm_client.base_url', { property: `${property}.endpoint`, value: backend.endpoint }],
      ['llm_client.headers', { property: `${property}.headers`, value: Object.fromEntries(headers) }],
      ['llm_client.custom.models', { property: `${property}.models`, value: backend.models }],
    ];
  }
  const organization = backend.kind === 'openai' ? (backend.organization ?? undefined) : undefined;
  return [
    kind,
    ['llm_client.base_url', { property: `${property}.baseUrl`, value: backend.baseUrl }],
    ['llm_client.api_key', { property: `${property}.apiKey`, value: backend.apiKey?.reveal() }],
    ['llm_client.organization', { property: `${property}.organization`, value: organization }],
  ];
}

function renamed(problem: ExecutorConfigProblem, settings: SettingsByKey): ExecutorConfigProblem {
  const isIn = (name: string) => problem.key === name || /^[.[]/.test(problem.key.slice(name.length));
  const key = [...settings.keys()].find((name) => problem.key.startsWith(name) && isIn(name));
  const { problem: sentence, hint } = problem;
  if (key === undefined) return { key: problem.key, problem: sentence, expected: problem.expected, hint };
  const { property, expected } = settings.get(key) ?? { property: key };
  const rest = problem.key.slice(key.length);
  const inside = key === 'models' ? rest.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : rest;
  if (expected !== undefined) return { key: `${property}${inside}`, problem: sentence, expected, hint: null };
  return { key: `${property}${inside}`, problem: sentence, expected: problem.expected, hint };
}

function entries<Name extends string, Value>(record: Readonly<Record<Name, Value>>): [Name, Value][] {
  return Object.entries(record) as [Name, Value][];
}
