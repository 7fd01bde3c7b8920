import { loadConfig } from '../../foundation/config/index.ts';
import { defineCommand } from '../command.ts';
import { displayOf } from '../start/status-display.ts';
import { stopOnSignal } from '../start/stop-on-signal.ts';

interface Options {
  readonly logLevel?: string;
  readonly debug?: boolean;
}

/** `start`: runs the executor in this terminal until it is stopped. */
export const start = defineCommand<Options>({
  name: 'start',
  about: 'Run the executor in this terminal, with a live status line.',
  more: 'Ctrl+C finishes running requests and stops; pressed twice it stops at once. The log goes to standard error.',
  examples: ['start', 'start --config ./config.toml', 'start --data-dir ./node2 --log-level debug'],
  configure: (command) =>
    void command
      .option('--log-level <level>', 'trace, debug, info, warn or error, instead of [logging] level')
      .option('--debug', 'tell much; the same as --log-level debug'),
  async run(context, { logLevel, debug }) {
    const { environment, configFile, clock, interrupts } = context;
    const wanted = { 'logging.level': logLevel };
    // Read here for the level of the log; the launch reads it again and tells its warnings there.
    const { config } = await loadConfig({ file: configFile, env: environment.env, flags: wanted });
    // Whoever asks for trace elsewhere does not get less by asking for debug here.
    const raise = logLevel === undefined && (debug || context.verbose) && config.logging.level !== 'trace';
    const level = raise ? 'debug' : config.logging.level;
    const flags = raise ? { 'logging.level': level } : wanted;
    const [{ launchExecutor }, { createLogger }] = await Promise.all([
      import('../../executor/index.ts'),
      import('../../operations/logging/index.ts'),
    ]);
    const display = displayOf(context);
    const logger = createLogger({ level, destination: display.logStream, pretty: true });
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
