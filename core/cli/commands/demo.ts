import { defineCommand } from '../command.ts';
import { exitStatusOf } from '../exit-status.ts';
import { decimalNumber, wholeNumber } from '../options.ts';
import { ethDecimals, formatAmount, formatDuration, plural } from '../output/format.ts';
import { displayOf } from '../start/status-display.ts';
import { stopOnSignal } from '../start/stop-on-signal.ts';

interface Options {
  readonly requests?: number;
  readonly every?: number;
}

/** Between two requests, seconds: to watch it, and to have it done. */
const everySecs = { watched: 3, counted: 0.3 } as const;

/** What answered, for people. */
function answeredBy(backend: string): string {
  return backend === 'builtin' ? 'the built-in engine (random weights: gibberish)' : 'prepared texts';
}

/** `demo`: a whole network in this process, so that a newcomer sees the main job without a model program. */
export const demo = defineCommand<Options>({
  name: 'demo',
  about: 'Try it without a model: a local network with a client that asks.',
  more: 'A validator, an executor and a client run on loopback only, with a throw-away key and a data folder of their own. The built-in engine answers with a tiny generated model of random weights: real work, and gibberish. Where the engine does not run, prepared texts answer, and that is said. Nothing of yours is touched. Ctrl+C ends it.',
  examples: ['demo', 'demo --requests 5', 'demo --requests 3 --json'],
  configure: (command) =>
    void command
      .option('--requests <count>', 'end after so many requests', wholeNumber(1, 100_000))
      .option('--every <seconds>', 'pause between two requests', decimalNumber(0, 3600)),
  async run(context, { requests, every }) {
    const [{ startDemo }, { createLogger }] = await Promise.all([
      import('../../executor/index.ts'),
      import('../../operations/logging/index.ts'),
    ]);
    const { clock, interrupts } = context;
    const display = displayOf(context);
    const level = context.verbose ? 'debug' : 'warn';
    const logger = createLogger({ level, destination: display.logStream, pretty: true });
    const startedAtMs = clock.monotonicMs();
    const everyMs = (every ?? (requests === undefined ? everySecs.watched : everySecs.counted)) * 1000;
    display.print('Demo: the network, the model and the amounts are made up. Your data folder is not touched.\n');
    const running = await startDemo({ face: 'cli', requests, everyMs, logger });
    stopOnSignal(running, { interrupts, clock, tell: (what) => display.print(`${what}\n`) });
    try {
      await display.follow(running.executor);
      const { served, failed, accruedWei, backend, engineProblem } = await running.finished;
      await running.stop('finish');
      const durationMs = Math.round(clock.monotonicMs() - startedAtMs);
      const amount = formatAmount(accruedWei, ethDecimals.sum);
      const failures = failed === 0 ? '' : `, ${failed} failed`;
      return {
        value: {
          served,
          backend,
          failed,
          engineProblem: engineProblem?.code ?? null,
          accruedWei: accruedWei.toString(),
          durationMs,
          demo: true,
        },
        text: `Demo: ${plural(served, 'request')} served${failures} in ${formatDuration(durationMs)} by ${answeredBy(backend)}; ${amount} accrued, made up.`,
        exitStatus: failed === 0 ? 0 : exitStatusOf('NETWORK_REQUEST_FAILED'),
      };
    } finally {
      await running.stop('now');
      display.stop();
    }
  },
});
