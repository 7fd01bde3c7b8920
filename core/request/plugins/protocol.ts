import { z } from 'zod';
import type { JsonValue } from '../../foundation/errors/index.ts';
import type { LlmRequest, SignedLlmRequest } from '../../protocol/index.ts';
import type { PluginResponse, RequestFacts } from '../hooks/index.ts';

/** Integers of 64 bits and amounts travel as decimal text. */
type AsText<Value, Names extends keyof Value> = Omit<Value, Names> & { readonly [Name in Names]: string };

/** Loads the plugin's module; the first message. */
export interface LoadMessage {
  readonly type: 'load';
  /** Absolute path. */
  readonly file: string;
  readonly config: { readonly [key: string]: JsonValue };
  readonly timeoutMs: number;
}

/** Calls one hook. The answer has the same id. */
export type CallMessage = { readonly type: 'call'; readonly id: number; readonly facts: RequestFacts } & CallSubject;

/** What a hook is called with besides the facts of the request. */
export type CallSubject =
  | { readonly hook: 'onRequest'; readonly request: RequestText }
  | { readonly hook: 'beforeExecution' }
  | { readonly hook: 'afterExecution' | 'onResponse'; readonly response: ResponseText }
  | { readonly hook: 'onVoid'; readonly code: string };

/** A request as a plugin gets it: without its signature. */
export type RequestText = Pick<SignedLlmRequest, 'signer'> & {
  readonly payload: AsText<LlmRequest, 'nonce' | 'deadline'>;
  readonly timestamp: string;
  readonly nonce: string | null;
};

/** An answer as a plugin gets it. */
export type ResponseText = Omit<PluginResponse, 'chargeWei'> & { readonly chargeWei: string | null };

/** What the executor sends. */
export type ToPlugin = LoadMessage | CallMessage | { readonly type: 'ping'; readonly id: number };

const id = z.int().nonnegative();
const code = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/);
const hook = z.enum(['onRequest', 'beforeExecution', 'afterExecution', 'onResponse', 'onVoid']);

/**
 * What a plugin's process may send: ids, codes, figures. Its words are taken only while it is loaded, before it has seen
 * a request, so that no prompt finds its way into the log.
 */
const fromPlugin = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('loaded'),
    hooks: z.array(hook).min(1).max(5).readonly(),
    /** What it may refuse with. */
    reasons: z.array(z.string().max(64)).max(32).readonly(),
  }),
  z.strictObject({ type: z.literal('unloadable'), code, problem: z.string().max(300) }),
  /** `reason`: its place among the declared ones. */
  z.strictObject({
    type: z.literal('done'),
    id,
    action: z.enum(['accept', 'reject']),
    reason: z.int().min(0).max(31).nullable(),
  }),
  z.strictObject({ type: z.literal('failed'), id, code }),
  // Not looked into here: a hostile process may send many, and few get into the log.
  z.strictObject({ type: z.literal('log'), id, figures: z.unknown() }),
  z.strictObject({ type: z.literal('pong'), id }),
]);
export type FromPlugin = z.infer<typeof fromPlugin>;

/** Longest message of a plugin that is loaded, characters: sixteen figures with their names. */
export const maxLoadedLength = 2048;

/** Reads a message; null for anything else. */
export function readFromPlugin(text: string): FromPlugin | null {
  try {
    return fromPlugin.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
