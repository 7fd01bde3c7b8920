import type { JsonValue } from '../../foundation/errors/index.ts';
import type { LedgerSource } from '../../money/ledger/index.ts';
import type { SignedLlmRequest } from '../../protocol/index.ts';
import type { FilterAction } from './decide.ts';

/** A value, now or later. */
export type MaybeAsync<Value = void> = Value | Promise<Value>;

/** Looks at a request before anything is done for it. The request is a frozen copy. */
export type RequestFilter = (request: SignedLlmRequest, context: RequestContext) => MaybeAsync<FilterAction>;

/** The owner's own steps on the path of a request, in their order. Each has a time limit; what it throws is a refusal. */
export interface RequestHandler {
  /** Throws {@link RequestRejected} to refuse. */
  validateRequest?(context: RequestContext, request: SignedLlmRequest): MaybeAsync;
  /** Its turn has come, the backend is next. Not called for answers out of the cache. */
  beforeExecution?(context: RequestContext, request: SignedLlmRequest): MaybeAsync;
  /** May change the text and add metadata. */
  afterExecution?(context: RequestContext, request: SignedLlmRequest, response: ResponseDraft): MaybeAsync;
}

/** Changes an answer last, after the handler. */
export type ResponseTransformer = (context: RequestContext, response: ResponseDraft) => MaybeAsync;

/** Facts about one request. */
export interface RequestFacts {
  /** Our id of it, as in the log and the ledger. */
  readonly requestId: string;
  readonly model: string;
  /** EVM address of the signer, lower case. */
  readonly clientAddress: string;
  /** Base58 peer id that the connection proves. */
  readonly clientPeerId: string;
  /** Unix time, milliseconds. */
  readonly receivedAtMs: number;
}

/** Goes with one request through all hooks of the library. Plugins have their own. */
export interface RequestContext extends RequestFacts {
  /** Aborted when the client left, its time is up, or the operator cancelled it. */
  readonly signal: AbortSignal;
  /** The value that an earlier hook of this request set; undefined when none did. */
  get<Value>(key: ContextKey<Value>): Value | undefined;
  set<Value>(key: ContextKey<Value>, value: Value): void;
}

/** Names a value of a {@link RequestContext} and knows its type. Made by `contextKey`. */
export interface ContextKey<Value> {
  readonly name: string;
  /** Exists for the type only. */
  readonly value?: Value;
}

/** An answer as the backend, or the cache, gave it. Counts are model tokens. */
export interface ResponseFacts {
  readonly model: string;
  readonly inboundTokens: number;
  readonly outboundTokens: number;
  /** Sum of the two. */
  readonly totalTokens: number;
  readonly source: LedgerSource;
  readonly finishReason: 'stop' | 'length' | 'other';
  readonly timeToFirstTokenMs: number | null;
  readonly durationMs: number;
}

/** An answer before it is priced and signed. */
export interface ResponseDraft extends ResponseFacts {
  /** What the client gets: text of at most 9 MiB as UTF-8. */
  content: string;
  /** For the ledger and the plugins, at most 16 KiB as JSON. The wire has no place for it. */
  readonly metadata: Map<string, JsonValue>;
}

/** An answer as plugins see it: frozen. */
export interface PluginResponse extends ResponseFacts {
  /** In `afterExecution` the backend's, in `onResponse` what was sent. */
  readonly content: string;
  readonly metadata: { readonly [key: string]: JsonValue };
  /** Null before it is known, in `afterExecution`. */
  readonly chargeWei: bigint | null;
}

/** Figures for one line of the log; texts have no place there, because they could be a prompt. */
export type PluginFigures = { readonly [name: string]: number | boolean };

/** Goes with each call of a plugin. */
export interface PluginContext extends RequestFacts {
  /** Aborted when nobody waits for this call any more. */
  readonly signal: AbortSignal;
  /** `config` of the plugin's entry in `[[plugins]]`; empty for registered objects. */
  readonly config: { readonly [key: string]: JsonValue };
  /** Writes one line to the executor's log, with the plugin's name and the request's id. */
  log(figures: PluginFigures): void;
}

/**
 * Code beside the path of a request. Hooks stand in the order of the path; all are optional.
 * `onRequest` may refuse; the others watch: nobody waits for them, and what they throw is counted and logged.
 */
export interface Plugin {
  readonly name: string;
  /** Accepts unless it returns a rejection; what it throws counts as failed. */
  onRequest?(context: PluginContext, request: SignedLlmRequest): MaybeAsync<FilterAction> | MaybeAsync;
  /** Its turn has come, the backend is next. Not called for answers out of the cache. */
  beforeExecution?(context: PluginContext): MaybeAsync;
  /** The backend or the cache has answered. */
  afterExecution?(context: PluginContext, response: PluginResponse): MaybeAsync;
  /** The signed answer was handed over in full. */
  onResponse?(context: PluginContext, response: PluginResponse): MaybeAsync;
  /** The request ended without an answer, with this error code. */
  onVoid?(context: PluginContext, code: string): MaybeAsync;
}

/** What becomes of a request that a plugin fails on: it goes on (`open`) or is refused (`closed`). */
export type OnFailure = 'open' | 'closed';

/** How a plugin is treated. */
export interface PluginOptions {
  /** Longest time for one call. @defaultValue 2000 */
  readonly timeoutMs?: number;
  /** @defaultValue `closed` */
  readonly onFailure?: OnFailure;
}
