import type { Model } from '../../control/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatCount, formatPricePerMillion, unknown } from '../output/format.ts';
import { formatTable } from '../output/table.ts';
import { withBackend } from '../settings.ts';

/** `models list`: the backend's models, asked by the running executor or directly. */
export const modelsList = defineCommand<{ refresh?: boolean }>({
  name: 'models list',
  about: 'List the models of the backend and whether they are served.',
  more: 'Without a running executor, or with --config, the backend of the configuration is asked directly.',
  examples: ['models list', 'models list --refresh', 'models list --config ./config.toml --json'],
  configure: (command) => void command.option('--refresh', 'let the running executor ask the backend now'),
  async run(context, { refresh = false }) {
    const call = refresh ? 'models.refresh' : 'models.list';
    const running = context.configFile === null ? await context.callIfRunning(call, {}) : null;
    if (running?.length === 0) await throwIfUnreachable(context);
    const value = running ?? (await listDirectly(context));
    return { value, text: describeModels(value) };
  },
});

/** An empty list of a backend that does not answer says nothing about its models. */
async function throwIfUnreachable(context: CliContext): Promise<void> {
  const { backend } = await context.call('status.get', {});
  if (backend.state === 'unreachable' && backend.problem !== null) throw ExecutorError.fromObject(backend.problem);
}

function listDirectly(context: CliContext): Promise<Model[]> {
  return withBackend(context, async (client, { config }) => {
    const models = await client.listModels({ signal: context.signal });
    return models.map((model) => ({
      id: model.id,
      backend: client.name,
      aliases: [],
      state: model.state === 'not-loaded' ? ('unloaded' as const) : model.state,
      loadProgress: null,
      loadProblem: null,
      contextLength: model.loadedContextLength ?? model.maxContextLength,
      architecture: model.architecture,
      quantization: model.quantization,
      parameters: model.parameters,
      features: [...model.features],
      sizeBytes: model.sizeBytes,
      gpuMemoryBytes: model.gpuMemoryBytes,
      needsBytes: null,
      lastUsedAtMs: null,
      performance: null,
      enabled: true,
      canLoad: false,
      canUnload: false,
      served: false,
      notServedBecause: 'No executor runs.',
      inboundPriceWei: config.pricing.baseInboundPriceWei.toString(),
      outboundPriceWei: config.pricing.baseOutboundPriceWei.toString(),
    }));
  });
}

function describeModels(models: readonly Model[]): string {
  return formatTable(
    models,
    [
      { title: 'Model', cell: (model) => model.id },
      { title: 'State', cell: (model) => model.state },
      {
        title: 'Context',
        align: 'right',
        cell: (model) => (model.contextLength === null ? unknown : formatCount(model.contextLength)),
      },
      {
        title: 'In per 1M tokens',
        align: 'right',
        cell: (model) => formatPricePerMillion(BigInt(model.inboundPriceWei)),
      },
      {
        title: 'Out per 1M tokens',
        align: 'right',
        cell: (model) => formatPricePerMillion(BigInt(model.outboundPriceWei)),
      },
      { title: 'Served', cell: (model) => (model.served ? 'yes' : `no: ${model.notServedBecause ?? unknown}`) },
    ],
    'The backend lists no models. Download one there, and load it.',
  );
}
