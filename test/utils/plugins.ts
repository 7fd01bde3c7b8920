import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { systemClock } from '../../core/foundation/clock.ts';
import { Hooks, type PluginView } from '../../core/request/hooks/index.ts';
import { NodePluginLauncher, PluginHost, type PluginSettings } from '../../core/request/plugins/index.ts';
import { buildCompletion, buildHookedRequest } from './hooks.ts';
import { keepingLogger, type LoggedLine } from './keeping-logger.ts';
import { tempFolder } from './temp-folder.ts';

/** Writes a module into a folder of its own. @returns Its file. */
export function writePlugin(code: string, folder = join(tempFolder(), 'plugin')): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, 'plugin.mjs');
  writeFileSync(file, code, { mode: 0o644 });
  return file;
}

/** Settings of a plugin with this module. */
export function pluginSettings(path: string, change: Partial<PluginSettings> = {}): PluginSettings {
  return { name: 'p', path, config: {}, timeoutMs: 2000, memoryMb: 256, onFailure: 'closed', ...change };
}

/** Plugins in real processes, behind the hooks of a request path. They end with the test. */
export interface PluginRig {
  readonly host: PluginHost;
  readonly hooks: Hooks;
  readonly lines: readonly LoggedLine[];
  /** Lets the plugins decide about one request. */
  accept(prompt?: string): Promise<void>;
  /** Leads one request past all hooks. */
  pass(prompt?: string): Promise<void>;
  view(name?: string): PluginView;
  /** Waits until the plugin is as wanted. */
  until(wanted: (view: PluginView) => boolean, name?: string): Promise<PluginView>;
}

/** Starts them. @throws What keeps the host from starting. */
export async function startPlugins(
  settings: readonly PluginSettings[],
  options: { configFile?: string | null; secrets?: readonly string[]; loadLimitMs?: number } = {},
): Promise<PluginRig> {
  const lines: LoggedLine[] = [];
  const logger = keepingLogger(lines);
  const hooks = new Hooks({ clock: systemClock, logger });
  const { configFile = null, secrets = [], ...limits } = options;
  const launcher = new NodePluginLauncher();
  const modules = { clock: systemClock, logger, hooks, launcher };
  const host = new PluginHost(modules, settings, { configFile, secrets, ...limits, onChange: () => {} });
  onTestFinished(() => host.stop());
  await host.start();
  const view = (name = 'p') => {
    const found = hooks.plugins().find((one) => one.name === name);
    if (found === undefined) throw new Error(`no plugin ${name}`);
    return found;
  };
  return {
    host,
    hooks,
    lines,
    view,
    accept: (prompt = 'Hi') => hooks.open(buildHookedRequest({}, prompt)).accept(),
    async pass(prompt = 'Hi') {
      const session = hooks.open(buildHookedRequest({}, prompt));
      await session.accept();
      await session.before();
      const completion = buildCompletion();
      const { content } = await session.after(completion, 'backend');
      session.ended({ outcome: 'accrued', completion, content, chargeWei: 170n });
    },
    until: (wanted, name) =>
      vi.waitFor(
        () => {
          const found = view(name);
          if (!wanted(found)) throw new Error(`not yet: ${JSON.stringify(found)}`);
          return found;
        },
        { timeout: 15_000, interval: 20 },
      ),
  };
}
