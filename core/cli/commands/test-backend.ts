import type { TestStep } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { exitStatusOf } from '../exit-status.ts';
import { formatDuration } from '../output/format.ts';
import { formatTable } from '../output/table.ts';
import { withBackend } from '../settings.ts';

/** A large model may have to be loaded first. */
const timeoutMs = 600_000;

/** `test-backend`: probes the model program step by step. */
export const testBackendCommand = defineCommand<{ model?: string }>({
  name: 'test-backend',
  about: 'Test the model program step by step, with one tiny answer.',
  more: 'Without a running executor, or with --config, the backend of the configuration is tested directly.',
  examples: ['test-backend', 'test-backend --model qwen2.5-7b-instruct', 'test-backend --config ./config.toml'],
  configure: (command) => void command.option('--model <name>', 'test this model instead of the first loaded one'),
  async run(context, { model }) {
    const input = model === undefined ? {} : { model };
    const running =
      context.configFile === null ? await context.callIfRunning('backend.test', input, { timeoutMs }) : null;
    const steps = running ?? (await testDirectly(context, model));
    const problem = steps.find((step) => step.problem !== null)?.problem ?? null;
    return {
      value: { ok: problem === null, steps },
      text: describeSteps(steps),
      exitStatus: problem === null ? 0 : exitStatusOf(problem.code),
    };
  },
});

async function testDirectly(context: CliContext, model: string | undefined): Promise<readonly TestStep[]> {
  const { testBackend } = await import('../../inference/backends/index.ts');
  return withBackend(context, async (client) => {
    const steps = await testBackend(client, { model, signal: context.signal, clock: context.clock });
    return steps.map((step) => ({ ...step, problem: step.problem === null ? null : { ...step.problem } }) as TestStep);
  });
}

function describeSteps(steps: readonly TestStep[]): string {
  const table = formatTable(
    steps,
    [
      { title: 'Step', cell: (step) => step.name },
      { title: 'Result', cell: (step) => (step.ok ? 'ok' : 'failed') },
      { title: 'Took', align: 'right', cell: (step) => formatDuration(step.durationMs) },
      { title: 'Found', cell: (step) => step.detail },
    ],
    'Nothing was tested.',
  );
  const hints = steps.flatMap((step) => (step.problem === null ? [] : [`\nhint: ${step.problem.hint}`]));
  return [table, ...hints].join('\n');
}
