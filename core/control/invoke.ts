import type { z } from 'zod';
import { ExecutorError, type JsonValue, toExecutorError } from '../foundation/errors/index.ts';
import {
  type CallContext,
  type CallName,
  type CallOutput,
  type CallResult,
  type ControlTarget,
  contract,
} from './contract.ts';

/** How a call is made. */
export interface InvokeOptions {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Is told of errors that are faults of the program, with their cause; for the log. */
  readonly onFault?: (error: ExecutorError, name: string) => void;
}

/** More problems than anybody corrects at once; also bounds the answer to hostile input. */
const maxProblems = 20;
const maxTextLength = 200;

/** The entries of a contract by name: this room's, or one that adds calls of its face to it. */
export type Definitions = { readonly [name: string]: CallDefinition | { readonly kind: 'event' } };

interface CallDefinition {
  readonly kind: 'query' | 'command';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

type Handlers = { readonly [name: string]: (input: never, context: CallContext) => Promise<unknown> };

/** True for the name of a query or command; events cannot be called. */
export function isCallName(name: unknown): name is CallName {
  return findCall(contract, name) !== null;
}

function findCall(definitions: Definitions, name: unknown): CallDefinition | null {
  const found = typeof name === 'string' && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return found === undefined || found.kind === 'event' ? null : found;
}

/**
 * Makes one call on a running executor, whatever its face: checks the input, runs the handler, checks the output.
 *
 * @param name - Name of the call; anything unknown gives `CONTROL_UNKNOWN_CALL`.
 * @param input - Anything; what does not fit the contract gives `CONTROL_BAD_INPUT` with the fields in its details.
 * @returns The value, or the error as an object. Never rejects.
 */
export async function invoke<K extends CallName>(
  target: ControlTarget,
  name: K,
  input: unknown,
  options: InvokeOptions,
): Promise<CallResult<CallOutput<K>>> {
  return (await invokeCall(contract, target.handlers, name, input, options)) as CallResult<CallOutput<K>>;
}

/** The same for any contract and its handlers. */
export async function invokeCall(
  definitions: Definitions,
  handlers: Handlers,
  name: unknown,
  input: unknown,
  options: InvokeOptions,
): Promise<CallResult<unknown>> {
  try {
    const call = String(name);
    const definition = findCall(definitions, name);
    const handler = handlers[call];
    if (definition === null || handler === undefined)
      throw new ExecutorError('CONTROL_UNKNOWN_CALL', { call: shorten(call) });
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) throw new ExecutorError('CONTROL_BAD_INPUT', { call, problems: listProblems(parsed.error) });
    const checked = definition.output.safeParse(await handler(parsed.data as never, { signal: options.signal }));
    if (!checked.success)
      throw new ExecutorError('CONTROL_BAD_OUTPUT', { call, problems: listProblems(checked.error) });
    return { ok: true, value: checked.data };
  } catch (thrown) {
    const error = toExecutorError(thrown);
    if (error.code === 'INTERNAL_FAULT' || error.code === 'CONTROL_BAD_OUTPUT') options.onFault?.(error, String(name));
    return { ok: false, error: error.toObject() };
  }
}

/** The fields that are wrong and why, without their values. */
function listProblems(error: z.ZodError): readonly JsonValue[] {
  return error.issues.slice(0, maxProblems).map((issue) => ({
    field: shorten(issue.path.map(String).join('.')) || '(input)',
    problem: shorten(issue.message),
  }));
}

function shorten(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`;
}
