export { createLogger, type LoggingOptions, type LogStream, type RootLogger } from './create-logger.ts';
export { describeError } from './describe-error.ts';
export { redactText } from './redact.ts';
