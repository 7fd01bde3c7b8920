import type { Benchmark } from '../../control/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import { formatCount, formatDuration, formatTime, plainText, unknown } from '../output/format.ts';
import { formatTable } from '../output/table.ts';

/** Thirty-odd answers of a slow model on a slow computer. */
const timeoutMs = 3_600_000;

/** `benchmark`: measures a model, or shows what was measured. */
export const benchmark = defineCommand<{ model?: string }>({
  name: 'benchmark',
  about: 'Measure a model: first model token and speed, for short and long prompts, alone and in company.',
  more: 'Needs a running executor. The result is kept, announced to the network, and used to tell how long requests wait. Without --model, what was measured is shown.',
  examples: ['benchmark --model qwen2.5-7b-instruct', 'benchmark --json'],
  configure: (command) => void command.option('--model <name>', 'the model to measure'),
  async run(context, { model }) {
    if (model === undefined) {
      const kept = await context.call('benchmark.list', {});
      return { value: kept, text: kept.length === 0 ? 'Nothing was measured yet.' : kept.map(describe).join('\n\n') };
    }
    if (model === '' || model.length > 512) throw new ExecutorError('BACKEND_MODEL_NOT_FOUND');
    if (!context.json) context.terminal.err.write(`Measuring ${plainText(model)}: a warm-up, then 8 steps …\n`);
    const value = await context.call('benchmark.run', { id: model }, { timeoutMs });
    return { value, text: describe(value) };
  },
});

const number = (value: number | null): string =>
  value === null ? unknown : Number(value.toPrecision(3)).toLocaleString('en');

function describe({ model, backend, atMs, warmUpMs, cells }: Benchmark): string {
  const table = formatTable(
    cells,
    [
      { title: 'Prompt', align: 'right', cell: (cell) => formatCount(cell.promptTokens) },
      { title: 'Answer', align: 'right', cell: (cell) => formatCount(cell.outboundTokens) },
      { title: 'At once', align: 'right', cell: (cell) => formatCount(cell.concurrency) },
      {
        title: 'First token',
        align: 'right',
        cell: (cell) => (cell.timeToFirstTokenMs === null ? unknown : formatDuration(cell.timeToFirstTokenMs)),
      },
      { title: 'Tokens/s each', align: 'right', cell: (cell) => number(cell.tokensPerSecond) },
      { title: 'Tokens/s in all', align: 'right', cell: (cell) => number(cell.totalTokensPerSecond) },
      {
        title: 'Energy',
        align: 'right',
        cell: ({ energyJoules: joules }) => (joules === null ? unknown : `${number(joules)} J`),
      },
      { title: 'Failed', align: 'right', cell: (cell) => formatCount(cell.failed) },
    ],
    'Nothing was measured.',
  );
  const head = `${plainText(model)} at ${plainText(backend)}, ${formatTime(atMs)}; warm-up ${formatDuration(warmUpMs)}`;
  return `${head}\n${table}`;
}
