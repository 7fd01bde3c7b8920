import type { DoctorReport } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { plainText } from '../output/format.ts';
import { withBackends } from '../settings.ts';

/** A large model may have to be loaded first. */
const timeoutMs = 600_000;

/** Exit status where a configured backend cannot serve. */
const UNUSABLE = 69;

/** `test-backend`: examines every model program that it finds. */
export const testBackendCommand = defineCommand<{ model?: string }>({
  name: 'test-backend',
  about:
    'Examine every model program: version, access, models, context, counts, cancelling, speed; with the fix for each.',
  more: 'Looks at the configured backends and at the usual ports of this computer, with tiny answers of a model that is loaded. Without a running executor, or with --config, it does so itself.',
  examples: ['test-backend', 'test-backend --model qwen2.5-7b-instruct', 'test-backend --config ./config.toml --json'],
  configure: (command) => void command.option('--model <name>', 'try this model instead of one that is loaded'),
  async run(context, { model }) {
    const input = model === undefined ? {} : { model };
    const running =
      context.configFile === null ? await context.callIfRunning('backend.doctor', input, { timeoutMs }) : null;
    const reports = running ?? (await examineDirectly(context, model ?? null));
    const isUsable = reports.every(({ configured, verdict }) => !configured || verdict !== 'bad');
    return {
      value: { ok: isUsable, reports },
      text: reports.map(describeReport).join('\n\n'),
      exitStatus: isUsable ? 0 : UNUSABLE,
    };
  },
});

async function examineDirectly(context: CliContext, model: string | null): Promise<readonly DoctorReport[]> {
  const { runDoctor } = await import('../../inference/backends/index.ts');
  return withBackends(context, async (configured, { config }) => {
    const { HOME, USERPROFILE } = context.environment.env;
    const reports = await runDoctor(
      { clock: context.clock },
      {
        configured,
        maxConcurrentRequests: config.requestHandling.maxConcurrentRequests,
        model,
        home: HOME ?? USERPROFILE ?? null,
        signal: context.signal,
      },
    );
    return reports.map((report) => ({ ...report, lines: [...report.lines] }));
  });
}

const words = { good: 'good', warning: 'look', bad: 'BAD', skipped: '–' } as const;
const heads = { good: 'works', warning: 'works, with something to look at', bad: 'cannot serve as it is' } as const;

function describeReport({ name, kind, address, configured, verdict, lines }: DoctorReport): string {
  const found = configured ? 'configured' : 'found, not configured';
  const head = `${plainText(name)} (${kind}) at ${address}, ${found}: ${heads[verdict]}`;
  const width = Math.max(...lines.map(({ topic }) => topic.length));
  return [
    head,
    ...lines.flatMap((line) => [
      `  ${words[line.verdict].padEnd(4)}  ${line.topic.padEnd(width)}  ${plainText(line.finding)}`,
      ...(line.fix === null ? [] : [`        ${' '.repeat(width)}  fix: ${line.fix}`]),
    ]),
  ].join('\n');
}
