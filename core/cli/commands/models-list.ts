import type { Model } from '../../control/index.ts';
import { ExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
import type { BackendInit } from '../../inference/backends/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatBytes, formatCount, formatPricePerMillion, plainText, unknown } from '../output/format.ts';
import { describeLoad, describePerformance } from '../output/model-words.ts';
import { type Column, formatTable } from '../output/table.ts';
import { withBackends } from '../settings.ts';

/** `models list`: the backend's models, asked by the running executor or directly. */
export const modelsList = defineCommand<{ refresh?: boolean }>({
  name: 'models list',
  about: 'List the models of the backends and whether they are served.',
  more: 'Without a running executor, or with --config, the backends of the configuration are asked directly.',
  examples: ['models list', 'models list --refresh', 'models list --config ./config.toml --json'],
  configure: (command) => void command.option('--refresh', 'let the running executor ask the backends now'),
  async run(context, { refresh = false }) {
    const call = refresh ? 'models.refresh' : 'models.list';
    const running = context.configFile === null ? await context.callIfRunning(call, {}) : null;
    if (running?.length === 0) await throwIfUnreachable(context);
    const value = running ?? (await listDirectly(context));
    return { value, text: describeModels(value) };
  },
});

/** An empty list of backends that do not answer says nothing about their models. */
async function throwIfUnreachable(context: CliContext): Promise<void> {
  const { backends } = await context.call('status.get', {});
  const problem = backends.find(({ state }) => state === 'unreachable')?.problem;
  if (problem) throw ExecutorError.fromObject(problem);
}

/** What each backend lists. @throws The failure of the first when none answers; the others are warnings. */
async function askDirectly(context: CliContext, backends: readonly BackendInit[]) {
  const { signal } = context;
  const looks = await Promise.allSettled(backends.map(({ client }) => client.listModels({ signal })));
  const failures = looks.flatMap((look) => (look.status === 'rejected' ? [toExecutorError(look.reason)] : []));
  if (failures[0] !== undefined && failures.length === backends.length) throw failures[0];
  return backends.map(({ client: { name } }, index) => {
    const look = looks[index];
    if (look?.status === 'fulfilled') return { name, models: look.value, refusal: null };
    const { message, hint } = toExecutorError(look?.reason);
    context.terminal.err.write(`warning: ${plainText(name)}: ${message} ${hint}\n`);
    return { name, models: [], refusal: null };
  });
}

function listDirectly(context: CliContext): Promise<Model[]> {
  return withBackends(context, async (backends, { config }) => {
    const [{ mergeLists }, lists] = await Promise.all([
      import('../../inference/models/index.ts'),
      askDirectly(context, backends),
    ]);
    return mergeLists(lists).map((model) => ({
      id: model.id,
      backend: model.backend,
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

const needs: Column<Model> = {
  title: 'Needs',
  align: 'right',
  cell: ({ needsBytes }) => (needsBytes === null ? unknown : formatBytes(needsBytes)),
};

function describeModels(models: readonly Model[]): string {
  const hasSeveral = new Set(models.map(({ backend }) => backend)).size > 1;
  const hasNeeds = models.some(({ needsBytes }) => needsBytes !== null);
  const hasSpeed = models.some(({ performance }) => performance !== null);
  return formatTable(
    models,
    [
      { title: 'Model', cell: ({ id, aliases }) => [id, ...aliases].join(' = ') },
      ...(hasSeveral ? [{ title: 'Backend', cell: (model: Model) => plainText(model.backend) }] : []),
      { title: 'State', cell: describeLoad },
      ...(hasNeeds ? [needs] : []),
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
      ...(hasSpeed ? [{ title: 'Speed', cell: describePerformance }] : []),
      { title: 'Served', cell: (model) => (model.served ? 'yes' : `no: ${model.notServedBecause ?? unknown}`) },
    ],
    'No backend lists a model. Download one there, and load it.',
  );
}
