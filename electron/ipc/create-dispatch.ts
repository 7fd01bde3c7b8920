import type { CallResult } from '../../core/control/contract.ts';
import { invokeCall } from '../../core/control/index.ts';
import type { ExecutorError } from '../../core/foundation/errors/index.ts';
import { type AppHandlers, appContract } from './contract.ts';

/** Answers a call by name with unparsed input; never rejects. */
export type Dispatch = (
  name: unknown,
  input: unknown,
  context: { signal: AbortSignal },
) => Promise<CallResult<unknown>>;

/**
 * Derives main's side of the contract: finds the handler, parses the input, checks the answer, maps what is thrown.
 *
 * @param onFault - Is told of errors that are faults of the program; for the log.
 */
export function createDispatch(
  handlers: AppHandlers,
  onFault: (error: ExecutorError, name: string) => void = () => {},
): Dispatch {
  return (name, input, { signal }) => invokeCall(appContract, handlers, name, input, { signal, onFault });
}
