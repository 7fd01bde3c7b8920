import type { PluginInfo } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { formatBytes, formatCount, unknown } from '../output/format.ts';
import { formatTable } from '../output/table.ts';

/** `plugins list`: how each plugin is, and what keeps its code from the rest of the computer. */
export const pluginsList = defineCommand({
  name: 'plugins list',
  about: 'List the plugins, how they are and what they did.',
  examples: ['plugins list', 'plugins list --json'],
  async run(context) {
    const value = await context.call('plugins.list', {});
    return { value, text: [pluginTable(value), ...value.flatMap(problemLines)].join('\n') };
  },
});

/** What may be said about how far a plugin's code reaches. */
const confinementWords: Readonly<Record<PluginInfo['confinement'], string>> = {
  permissions: 'own process, permissions',
  process: 'own process only',
  none: 'none, registered by code',
};

function pluginTable(plugins: readonly PluginInfo[]): string {
  return formatTable(
    plugins,
    [
      { title: 'Plugin', cell: (plugin) => plugin.name },
      { title: 'State', cell: (plugin) => plugin.state },
      { title: 'If it fails', cell: (plugin) => (plugin.onFailure === 'open' ? 'requests go on' : 'requests end') },
      { title: 'Hooks', cell: (plugin) => plugin.hooks.join(', ') || unknown },
      { title: 'Confined by', cell: (plugin) => confinementWords[plugin.confinement] },
      {
        title: 'Memory',
        align: 'right',
        cell: ({ memoryBytes }) => (memoryBytes === null ? unknown : formatBytes(memoryBytes)),
      },
      { title: 'Asked', align: 'right', cell: (plugin) => formatCount(plugin.asked) },
      { title: 'Refused', align: 'right', cell: (plugin) => formatCount(plugin.rejected) },
      { title: 'Failed', align: 'right', cell: (plugin) => formatCount(plugin.failed + plugin.timedOut) },
      { title: 'Not told', align: 'right', cell: (plugin) => formatCount(plugin.dropped) },
      { title: 'Restarts', align: 'right', cell: (plugin) => formatCount(plugin.restarts) },
    ],
    'No plugin is configured.',
  );
}

function problemLines({ name, problem, state }: PluginInfo): string[] {
  if (problem === null || state === 'running') return [];
  return ['', `${name}: ${problem.message} ${problem.hint}`, `  ${problem.code} ${JSON.stringify(problem.details)}`];
}
