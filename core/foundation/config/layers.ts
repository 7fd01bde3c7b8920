import type { TomlTable } from 'smol-toml';
import type { Environment } from './environment.ts';
import { dataPaths } from './paths.ts';
import { sectionList, sections } from './sections.ts';

/** Values by their dotted key, for example `network.listen_address`, from the command line; undefined is not given. */
export type ConfigFlags = Readonly<Record<string, unknown>>;

/** The value of a key and who gave it. */
export interface LayeredValue {
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment' | 'option';
}

/** Variable that replaces the port of `listen_address`. */
export const portVariable = 'LLOOM_EXECUTOR_PORT';

/**
 * What each key is set to, by its dotted name: file, then environment over it, then options over both.
 * A key without an entry has its schema's default. Names are not checked here.
 */
export function layerValues(table: TomlTable, env: Environment, flags: ConfigFlags): ReadonlyMap<string, LayeredValue> {
  const layers = new Map<string, LayeredValue>();
  layers.set('identity.private_key_path', { value: dataPaths(env).keyFile, from: 'default' });
  for (const [, { name }] of sectionList) {
    const given = table[name];
    if (!isTable(given)) continue;
    for (const [key, value] of Object.entries(given)) layers.set(`${name}.${key}`, { value, from: 'file' });
  }
  const port = env[portVariable];
  if (port) layerPort(layers, port);
  for (const [key, value] of Object.entries(flags)) if (value !== undefined) layers.set(key, { value, from: 'option' });
  return layers;
}

/** True for what TOML calls a table. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A port that is none is put in all the same: the check of the address then names it. */
function layerPort(layers: Map<string, LayeredValue>, port: string): void {
  const key = 'network.listen_address';
  const address = layers.get(key)?.value ?? sections.network.keys.listen_address.parse(undefined);
  if (typeof address !== 'string' || !/\/tcp\/\d+$/.test(address)) return;
  layers.set(key, { value: address.replace(/\d+$/, port), from: 'environment' });
}
