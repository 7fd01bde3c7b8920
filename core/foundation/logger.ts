import type { JsonValue } from './errors/index.ts';

/** Values of one log line. Never keys, prompts, answers, access keys or raw bytes from peers. */
export type LogContext = { readonly [key: string]: JsonValue | bigint | undefined };

/** What modules log to: constant text, values in `context`. */
export interface Logger {
  debug(message: string, context?: LogContext, error?: unknown): void;
  info(message: string, context?: LogContext, error?: unknown): void;
  warn(message: string, context?: LogContext, error?: unknown): void;
  error(message: string, context?: LogContext, error?: unknown): void;
  /** A logger that adds these values to each line. */
  child(context: LogContext): Logger;
}

/** Logs nothing. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
