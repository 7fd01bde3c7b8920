import type { IncomingHttpHeaders } from 'node:http';

/** A model that the server pretends to have. */
export interface FakeModel {
  readonly id: string;
  readonly type: 'llm' | 'embedding';
  readonly loaded: boolean;
  /** Largest context, model tokens. */
  readonly contextLength: number;
  /** Context of what is loaded at the start, model tokens. @defaultValue half of the largest */
  readonly loadedContextLength?: number;
  /** How often it is loaded at the start; LM Studio may hold several of one. @defaultValue 1 */
  readonly instances?: number;
  /** GPU memory that it takes while it is loaded. @defaultValue 3,000,000,000 */
  readonly gpuMemoryBytes?: number;
  /** Ollama: the computer that really runs it. */
  readonly remoteHost?: string;
  /** What it can do beside chats. @defaultValue none */
  readonly capabilities?: readonly ('vision' | 'tools')[];
}

/** What goes wrong. Counts are pieces of the answer. */
export type Fault =
  /** Headers at once, the first piece only after this long. */
  | { readonly kind: 'slow-first-token'; readonly delayMs: number }
  /** Sends some pieces, then nothing, with the connection open. */
  | { readonly kind: 'stall'; readonly afterPieces: number }
  /** Sends some pieces, then breaks the connection. */
  | { readonly kind: 'cut'; readonly afterPieces: number }
  /** Sends some pieces, then ends the stream as if it were complete. */
  | { readonly kind: 'early-end'; readonly afterPieces: number }
  /** Status 200 with a JSON error in place of a stream. */
  | { readonly kind: 'error-200'; readonly message?: string }
  /** Sends some pieces, then an error inside the stream. */
  | { readonly kind: 'error-in-stream'; readonly afterPieces: number; readonly message?: string }
  /** This status with an error as the dialect writes it. */
  | { readonly kind: 'status'; readonly status: number; readonly message?: string; readonly bodyBytes?: number }
  /** Refuses `max_tokens`, as hosted models of OpenAI do; with `thenStatus` it fails with the newer name as well. */
  | { readonly kind: 'newer-limit'; readonly thenStatus?: number }
  /** Ignores `stream` and answers with one JSON object. */
  | { readonly kind: 'not-a-stream' }
  /** No usage, however much it is asked for. */
  | { readonly kind: 'no-usage' }
  /** Usage on the last chunk with text, a wrong one before it. */
  | { readonly kind: 'usage-on-content' }
  /** Usage that states 0 for everything. */
  | { readonly kind: 'zero-usage' }
  /** This many bytes before the answer, in pieces of 64 KiB. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly field?: 'content' | 'reasoning_content' }
  /** One line of a stream that never ends, 64 KiB at a time. */
  | { readonly kind: 'endless-line' }
  /** A line of the stream that is not JSON. */
  | { readonly kind: 'bad-json' }
  /** Takes the request on a kept-alive socket and closes it without a byte. */
  | { readonly kind: 'stale-socket' }
  /** Refuses everything that needs the model, as a program does that still loads it. */
  | { readonly kind: 'loading' }
  /** Model lists that are not lists. */
  | { readonly kind: 'garbage-models' }
  /** Does not answer model lists. */
  | { readonly kind: 'silent-models' };

/** Whose API the server speaks. `custom` is an API that nobody else has. */
export type DialectName = 'lmstudio' | 'openai' | 'llama-cpp' | 'ollama' | 'custom';

/** How the server behaves. */
export interface LlmServerOptions {
  readonly dialect: DialectName;
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  readonly models?: readonly FakeModel[];
  /** When set, requests without it are refused with 401. */
  readonly accessKey?: string;
  /** Answers made at the same time; further ones wait. @defaultValue 4 */
  readonly slots?: number;
  /** From getting a slot to the end of the answer, milliseconds. @defaultValue 0 */
  readonly latencyMs?: number;
  /** Text of the answer. @defaultValue a sentence that repeats the prompt */
  readonly answer?: (prompt: string) => string;
  /** Thinking aloud before the answer. */
  readonly reasoning?: { readonly text: string; readonly field: 'reasoning' | 'reasoning_content' };
  /** Works on for ever when the client of a chat leaves. @defaultValue false */
  readonly goesOnWhenLeft?: boolean;
  /** Loading a model takes this long, milliseconds. @defaultValue 0 */
  readonly loadMs?: number;
  /** A model is in memory from now on. */
  readonly onLoad?: (model: FakeModel) => void;
  /** A model was let go; when its memory is really free is for the test to say. */
  readonly onUnload?: (model: FakeModel) => void;
  /** Version that the program tells of itself, where it does. */
  readonly version?: string;
  /** Which REST lists LM Studio has. @defaultValue both */
  readonly restApis?: readonly ('v0' | 'v1')[];
  /** Whether asking for a model loads it, as LM Studio's Just-In-Time loading does. @defaultValue true */
  readonly loadsOnDemand?: boolean;
  /** With `llama-cpp`: names of the recordings to replay, tried in this order for each method and path. */
  readonly recordings?: readonly string[];
  /** With `llama-cpp`: manages several models. Otherwise it has its first one only. @defaultValue false */
  readonly router?: boolean;
  /** With `llama-cpp`: the endpoints that are on. @defaultValue slots and props */
  readonly endpoints?: readonly ('slots' | 'props' | 'metrics')[];
  /** With `ollama`: what becomes of a prompt above the context. @defaultValue what the request asks for */
  readonly longPrompts?: 'as-asked' | 'cut-silently';
}

/** One request as the server saw it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  /** Port of the client's socket, which tells connections apart. */
  readonly clientPort: number;
  /** True when the client closed its socket before the answer was complete. */
  abandoned: boolean;
  /** Pieces of the answer that were sent. */
  piecesSent: number;
}

/** What the server measured of itself. */
export interface LlmServerStats {
  /** Chats answered in full. */
  readonly served: number;
  /** Chats whose client left. */
  readonly abandoned: number;
  /** Most chats answered at the same time. */
  readonly maxConcurrent: number;
  /** Median of the time from getting a slot to the end of the answer, milliseconds; 0 before the first. */
  readonly medianServiceMs: number;
}

/** A running server. */
export interface LlmServer {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Chats only. */
  readonly chats: readonly RecordedRequest[];
  /** Applies to the next `times` chats (or lists, for their faults); null ends it. @defaultValue times: without end */
  setFault(fault: Fault | null, times?: number): void;
  setModels(models: readonly FakeModel[]): void;
  /** Ids of the models that are in memory. */
  inMemory(): readonly string[];
  stats(): LlmServerStats;
  /** Resolves when the client of a chat has closed its socket before the end; at once when one did already. */
  abandonment(): Promise<RecordedRequest>;
  /** Closes the listener and every connection. */
  close(): Promise<void>;
}
