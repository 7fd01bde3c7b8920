import type { Plugin } from '../../hooks/index.ts';

/** The hooks that a plugin may have, in the order of the path. */
export const hookNames = ['onRequest', 'beforeExecution', 'afterExecution', 'onResponse', 'onVoid'] as const;
export type HookName = (typeof hookNames)[number];

/** What a module gives: its hooks, and the reasons that it may refuse with. */
export interface LoadedModule {
  readonly plugin: Partial<Plugin>;
  readonly hooks: readonly HookName[];
  readonly reasons: readonly string[];
}

/** Finds the plugin in what a module exports: its default export, or else its named ones. */
export function readModule(exported: { readonly default?: unknown }): LoadedModule {
  const plugin = (isObject(exported.default) ? exported.default : exported) as Partial<Plugin> & { reasons?: unknown };
  const hooks = hookNames.filter((name) => typeof plugin[name] === 'function');
  if (hooks.length === 0) throw new Error(`The module exports none of ${hookNames.join(', ')}.`);
  const reasons = Array.isArray(plugin.reasons) ? plugin.reasons.filter((one) => typeof one === 'string') : [];
  return { plugin, hooks, reasons };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
