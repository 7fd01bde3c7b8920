import type { PluginInfo } from '../control/index.ts';
import type { Hooks, PluginView } from '../request/hooks/index.ts';
import { NodePluginLauncher, PluginHost } from '../request/plugins/index.ts';
import type { ExecutorInit } from './interface.ts';
import { problemOf } from './state.ts';

/** Builds the plugins of the configuration. They may read nothing of the executor. */
export function createPlugins(init: ExecutorInit, modules: { hooks: Hooks }, onChange: () => void): PluginHost {
  const { about, config, configSource, clock, logger, ledgerFile } = init;
  const configFile = configSource?.file ?? null;
  const secrets = [about.dataFolder, ledgerFile, config.identity.privateKeyPath, ...(configFile ? [configFile] : [])];
  return new PluginHost({ clock, logger, launcher: new NodePluginLauncher(), ...modules }, config.plugins, {
    configFile,
    secrets,
    onChange,
  });
}

/** A plugin as the contract shows it. */
export function pluginInfo({ problem, hooks, counts, ...rest }: PluginView): PluginInfo {
  return {
    ...rest,
    hooks: [...hooks],
    ...counts,
    problem: problem === null ? null : { ...problemOf(problem.code, problem.details), atMs: problem.atMs },
  };
}
