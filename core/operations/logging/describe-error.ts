import { ExecutorError, type JsonValue } from '../../foundation/errors/index.ts';
import { redactText, redactValue } from './redact.ts';

const maxFrames = 8;
const maxCauses = 3;

/**
 * An error as it may be written to the log: code, details and where it was thrown.
 *
 * The message of any error but ours is left out, because libraries and backends put their input into it.
 */
export function describeError(error: unknown, causesLeft = maxCauses): JsonValue {
  if (!(error instanceof Error)) return { type: error === null ? 'null' : typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: redactText(error.name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: redactValue(code) } : {}),
    ...(error instanceof ExecutorError ? { details: redactValue(error.details) } : {}),
    stack: frames(error),
    ...(error.cause !== undefined && causesLeft > 0 ? { cause: describeError(error.cause, causesLeft - 1) } : {}),
  };
}

/** The lines of the stack that name places; the first one repeats the message. */
function frames(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .+:\d+:\d+\)?$/.test(line))
    .slice(0, maxFrames)
    .map(redactText);
}
