import type { LogContext, Logger } from '../../core/foundation/logger.ts';

/** One line that was logged. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** With the values of the logger's children. */
  readonly context: LogContext;
}

/** A logger that keeps its lines. */
export function keepingLogger(lines: LoggedLine[], bound: LogContext = {}): Logger {
  const keep =
    (level: LoggedLine['level']) =>
    (message: string, context: LogContext = {}) =>
      void lines.push({ level, message, context: { ...bound, ...context } });
  return {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    child: (context) => keepingLogger(lines, { ...bound, ...context }),
  };
}
