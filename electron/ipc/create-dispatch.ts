import type { z } from 'zod';
import { ExecutorError, toExecutorError } from '../../core/foundation/errors/index.ts';
import type { Answer } from './api.ts';
import { type AppCallName, type AppHandlers, appContract } from './contract.ts';

/** Answers a call by name with unparsed input; never rejects. */
export type Dispatch = (name: unknown, input: unknown, context: { signal: AbortSignal }) => Promise<Answer<unknown>>;

/** True for the name of a call, as opposed to an event or anything else. */
export function isCallName(name: unknown): name is AppCallName {
  return (
    typeof name === 'string' &&
    Object.hasOwn(appContract, name) &&
    appContract[name as keyof typeof appContract].kind !== 'event'
  );
}

/**
 * Derives main's side of the contract: finds the handler, parses the input, checks the answer, maps what is thrown.
 *
 * Refuses with `CONTROL_UNKNOWN_CALL`, `CONTROL_BAD_INPUT` or `CONTROL_BAD_OUTPUT`; the details name fields, never values.
 */
export function createDispatch(handlers: AppHandlers): Dispatch {
  return async (name, input, context) => {
    try {
      if (!isCallName(name)) throw new ExecutorError('CONTROL_UNKNOWN_CALL');
      const call = appContract[name];
      const parsed = call.input.safeParse(input);
      if (!parsed.success) throw new ExecutorError('CONTROL_BAD_INPUT', { call: name, fields: fieldsOf(parsed.error) });
      const handler = handlers[name] as (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>;
      const value = call.output.safeParse(await handler(parsed.data, context));
      if (!value.success) throw new ExecutorError('CONTROL_BAD_OUTPUT', { call: name, fields: fieldsOf(value.error) });
      return { ok: true, value: value.data };
    } catch (error) {
      return { ok: false, error: toExecutorError(error).toObject() };
    }
  };
}

function fieldsOf(error: z.ZodError): string[] {
  return error.issues.slice(0, 20).map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.code}`);
}
