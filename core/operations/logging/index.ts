export { createLogger, type LoggingOptions, type LogStream, type RootLogger } from './create-logger.ts';
export { redactText } from './redact.ts';
