import { type ErrorCode, errorTable, isErrorCode } from './codes.ts';

/** What JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Facts about one occurrence. Never keys, prompts, answers, or text chosen by a peer or a backend. */
export type ErrorDetails = { readonly [key: string]: JsonValue };

/** An error as it crosses a process border. */
export interface ErrorObject {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details: ErrorDetails;
  readonly retryable: boolean;
}

/**
 * The one error class of the executor.
 * Message and hint come from the code's row in {@link errorTable}; what differs from case to case goes into `details`.
 */
export class ExecutorError extends Error {
  override readonly name = 'ExecutorError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly hint: string;
  readonly retryable: boolean;

  /** @param options.cause - The error underneath; it stays in this process. */
  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    const row = errorTable[code];
    super(row.message, options);
    this.code = code;
    this.details = details;
    this.hint = row.hint;
    this.retryable = row.retryable;
  }

  /** The JSON form, without cause and stack. */
  toObject(): ErrorObject {
    const { code, message, hint, details, retryable } = this;
    return { code, message, hint, details, retryable };
  }

  /** Rebuilds an error that crossed a process border; anything unknown becomes `INTERNAL_FAULT`. */
  static fromObject(value: unknown): ExecutorError {
    const object = (typeof value === 'object' && value !== null ? value : {}) as { code?: unknown; details?: unknown };
    if (!isErrorCode(object.code)) return new ExecutorError('INTERNAL_FAULT');
    const details =
      typeof object.details === 'object' && object.details !== null ? (object.details as ErrorDetails) : {};
    return new ExecutorError(object.code, details);
  }
}

/** True when `error` is an {@link ExecutorError}, with this code when one is given. */
export function isExecutorError(error: unknown, code?: ErrorCode): error is ExecutorError {
  return error instanceof ExecutorError && (code === undefined || error.code === code);
}

/** Anything thrown as an {@link ExecutorError}: itself, or `fallback` with the original as its cause. */
export function toExecutorError(error: unknown, fallback: ErrorCode = 'INTERNAL_FAULT'): ExecutorError {
  return error instanceof ExecutorError ? error : new ExecutorError(fallback, {}, { cause: error });
}
