import { z } from 'zod';
import type { JsonValue } from '../../foundation/errors/index.ts';
import { pathUnit, pathValue } from '../../foundation/setting-values.ts';
import { defineListSection, freeTableSetting, setting } from '../../foundation/settings.ts';
import type { OnFailure } from '../hooks/index.ts';

/** One plugin that runs in a process of its own. */
export interface PluginSettings {
  readonly name: string;
  /** The module's file. */
  readonly path: string;
  /** Goes to the plugin as it is. */
  readonly config: { readonly [key: string]: JsonValue };
  /** Longest time for one call. */
  readonly timeoutMs: number;
  /** Largest resident memory of its process, MiB. */
  readonly memoryMb: number;
  readonly onFailure: OnFailure;
}

const file = 'test/integration/executor/plugins.test.ts';

/** True for the file name of a native library, as the executor written in Rust loads them. */
export function isNativeLibrary(path: string): boolean {
  return /\.(?:so(?:\.\d+)*|dll|dylib|node)$/i.test(path);
}

const configTest = { file, title: 'a plugin works with its own config, and with a changed one from then on' };

const configValue = setting(z.json(), {
  description: 'A setting of the plugin, whatever it takes.',
  unit: 'text, a number, true or false, a list or a table',
  test: configTest,
  door: true,
});

/** `[[plugins]]` of the configuration file. */
export const pluginsSection = defineListSection({
  name: 'plugins',
  about: 'Code of yours beside the path of a request, an ES module in a process of its own.',
  acts: 'core/request/plugins',
  reload: 'now',
  maxItems: 32,
  unique: 'name',
  example: { name: 'custom-filter', path: '~/.lloom/executor/plugins/filter/filter.mjs', config: { threshold: 0.9 } },
  keys: {
    name: setting(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is no name for a plugin'), {
      description: 'What the plugin is called in the log and in "plugins list".',
      unit: 'letters, digits, ".", "_" and "-", at most 64',
      test: { file, title: 'a plugin refuses a request under its name, and its stream is closed' },
      example: 'custom-filter',
    }),
    path: setting(pathValue.max(4096), {
      description: 'The ES module that is loaded. Its folder is all that it may read.',
      unit: `${pathUnit}, of a .mjs or .js file in a folder that nobody else may write`,
      test: { file, title: 'a plugin refuses a request under its name, and its stream is closed' },
      kind: 'path',
      door: true,
      mustExist: true,
      warn: (value) =>
        typeof value === 'string' && isNativeLibrary(value)
          ? 'is a native library for the executor written in Rust, which "start" refuses: write an ES module instead'
          : null,
      example: '~/.lloom/executor/plugins/filter/filter.mjs',
    }),
    config: freeTableSetting(configValue, {
      description: 'Settings of the plugin, which get to it as they are.',
      unit: 'table of text, numbers, true or false, lists and tables, at most 256 keys',
      test: configTest,
      door: true,
      maxKeys: 256,
      example: { threshold: 0.9 },
    }),
    timeout_ms: setting(z.int().min(1).max(30_000).default(2000), {
      description: 'Longest time that a request waits for the plugin.',
      unit: 'whole milliseconds, 1 to 30000',
      test: { file, title: 'a plugin that does not answer holds a request for timeout_ms and no longer' },
    }),
    memory_mb: setting(z.int().min(64).max(65_536).default(256), {
      description: 'Most memory of its process; one that takes more is ended and started again.',
      unit: 'whole MiB, 64 to 65536',
      test: { file, title: 'a plugin that takes more than memory_mb is ended and started again' },
    }),
    on_failure: setting(z.enum(['open', 'closed']).default('closed'), {
      description: 'What becomes of requests while the plugin fails or is away: they go on, or they are refused.',
      unit: 'one of "open", "closed"',
      test: { file, title: 'requests go on or are refused without a plugin, as on_failure says' },
    }),
  },
  read: (items): readonly PluginSettings[] =>
    items.map((item) => ({
      name: item.name,
      path: item.path,
      config: item.config as PluginSettings['config'],
      timeoutMs: item.timeout_ms,
      memoryMb: item.memory_mb,
      onFailure: item.on_failure,
    })),
});
