import { loadConfig } from '../../foundation/config/index.ts';
import { defineCommand } from '../command.ts';
import { displayOf } from '../start/status-display.ts';
import { stopOnSignal } from '../start/stop-on-signal.ts';

interface Options {
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
}

/** `start`: runs the executor in this terminal until it is stopped. */
export const start = defineCommand<Options>({
  name: 'start',
  about: 'Run the executor in this terminal, with a live status line.',
  more: 'Ctrl+C finishes running requests and stops; pressed twice it stops at once. The log goes to standard error.',
  examples: ['start', 'start --config ./config.toml', 'start --data-dir ./node2 --log-level debug'],
  configure: (command) =>
    void command.option('--log-level <level>', 'debug, info, warn or error, instead of [logging] level'),
  async run(context, { logLevel }) {
    const flags = { 'logging.level': logLevel ?? (context.verbose ? 'debug' : undefined) };
    const { environment, configFile, clock, interrupts } = context;
    // Read here for the level of the log; the launch reads it again and tells its warnings there.
    const { config } = await loadConfig({ file: configFile, env: environment.env, flags });
    const [{ launchExecutor }, { createLogger }] = await Promise.all([
      import('../../executor/index.ts'),
      import('../../operations/logging/index.ts'),
    ]);
    const display = displayOf(context);
    const logger = createLogger({ level: config.logging.level, destination: display.logStream, pretty: true });
    const running = await launchExecutor({ face: 'cli', environment, configFile, flags, logger });
    stopOnSignal(running, { interrupts, clock, tell: (what) => display.print(`${what}\n`) });
    display.print(`Data folder ${running.dataFolder}. Ctrl+C finishes running requests and stops.\n`);
    await display.follow(running.executor);
    try {
      await running.stopped;
    } finally {
      display.stop();
    }
    return { value: { ok: true }, text: 'Stopped.' };
  },
});
