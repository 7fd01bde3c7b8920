import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DestinationStream, destination, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import type { LogContext, Logger } from '../../foundation/logger.ts';
import { describeError } from './describe-error.ts';
import { formatLogLine } from './pretty.ts';
import { redactRecord, redactText } from './redact.ts';

/** Where whole lines of the log go, each with its newline. */
export interface LogStream {
  write(line: string): void;
}

/** How the log is written. */
export interface LoggingOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** `stderr`, the path of a file to append to (mode 0600), or a stream. */
  readonly destination: 'stderr' | LogStream | (string & {});
  /** Lines for people instead of JSON; default false. */
  readonly pretty?: boolean;
}

/** The logger of a whole program. */
export interface RootLogger extends Logger {
  /** Writes lines of this level and above from now on, through its children too. */
  setLevel(level: LoggingOptions['level']): void;
  /** Closes the file of the log; lines afterwards are lost. */
  close(): void;
}

/**
 * Creates the program's logger. Keys, access keys, prompts and messages of foreign errors are left out of every line.
 * Lines are written before the call returns, so that the last one before a crash is there. A log that cannot be
 * written never stops the program.
 */
export function createLogger(options: LoggingOptions): RootLogger {
  const sink = openSink(options.destination);
  const stream: DestinationStream = options.pretty ? { write: (line) => sink.write(formatLogLine(line)) } : sink;
  const root = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.epochTime,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  );
  const setLevel = (level: LoggingOptions['level']) => {
    root.level = level;
  };
  return { ...wrap(root, {}), setLevel, close: sink.close };
}

/** Values are cleaned here, before the library sees them: its own redaction knows paths, not looks. */
function wrap(target: PinoLogger, fixed: LogContext): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, context: LogContext = {}, error?: unknown): void => {
      if (!target.isLevelEnabled(level)) return;
      const values = redactRecord({ ...fixed, ...context });
      target[level](error === undefined ? values : { ...values, err: describeError(error) }, redactText(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (context) => wrap(target, { ...fixed, ...context }),
  };
}

function openSink(to: LoggingOptions['destination']): LogStream & { close(): void } {
  if (typeof to !== 'string') return { write: (line) => to.write(line), close() {} };
  if (to !== 'stderr') mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const sink =
    to === 'stderr' ? destination({ fd: 2, sync: true }) : destination({ dest: to, sync: true, mode: 0o600 });
  // A full disk or a closed terminal: the line is lost, the executor goes on.
  sink.on('error', () => {});
  return {
    write(line) {
      try {
        sink.write(line);
      } catch {
        // As above; a synchronous write throws instead.
      }
    },
    close() {
      if (to !== 'stderr') sink.end();
    },
  };
}
