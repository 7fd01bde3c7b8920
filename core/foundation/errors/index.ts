export { type ErrorCode, errorTable, isErrorCode } from './codes.ts';
export {
  type ErrorDetails,
  type ErrorObject,
  ExecutorError,
  isExecutorError,
  type JsonValue,
  toExecutorError,
} from './executor-error.ts';
export type { ErrorRow, LogLevel, PeerOutcome } from './row.ts';
