/** What a model is asked: one system text, one user text, one answer. */
export interface LlmRequest {
  readonly model: string;
  readonly prompt: string;
  /** Null when the client sent none. */
  readonly systemPrompt: string | null;
  /** Sampling temperature; null leaves it to the backend. */
  readonly temperature: number | null;
  /** Most model tokens to generate, ≥ 1. */
  readonly maxTokens: number;
}

/** A finished answer with the counts it is charged by. */
export interface LlmResponse {
  /** At most 9 MiB as UTF-8. */
  readonly content: string;
  /** Name of the model that answered; the client is told the name that it asked for. */
  readonly model?: string | undefined;
  /** Model tokens of the prompt, a whole number ≥ 0; charged at the inbound price. */
  readonly promptTokens: number;
  /** Model tokens of the answer, a whole number ≥ 0; charged at the outbound price. */
  readonly completionTokens: number;
  /** The sum of both; checked where it is given. */
  readonly totalTokens?: number | undefined;
  /** Why it ended. @defaultValue `stop` */
  readonly finishReason?: 'stop' | 'length' | 'other' | undefined;
}

/** A model that a client of yours can be asked for. */
export interface ModelInfo {
  /** Name that clients ask for, 1 to 256 characters. */
  readonly id: string;
  /** Largest context in model tokens; left out when not known. */
  readonly contextLength?: number | null | undefined;
}

/** How a call may be stopped and watched. */
export interface LlmCallOptions {
  /** Aborted when the client left, time is up, or the operator stopped it. What comes afterwards is thrown away. */
  readonly signal: AbortSignal;
  /** Tells how many model tokens were generated so far, for the operator's eyes. Optional; cheap to call. */
  readonly onProgress: (generatedTokens: number) => void;
}

/**
 * A model program of your own. Exceptions become `BACKEND_FAILED`, wrong values `BACKEND_BAD_RESPONSE`, silence
 * `BACKEND_TIMEOUT`: none of them stops the executor, and nothing is charged for them.
 *
 * @source executor-library.md, "Custom LLM Client"
 */
export interface LlmClient {
  /** Name in announcements and the ledger, 1 to 64 printable ASCII characters. @defaultValue `custom` */
  readonly name?: string | undefined;
  /** Answers one request; several run at once, up to `maxConcurrentRequests`. */
  complete(request: LlmRequest, options: LlmCallOptions): Promise<LlmResponse>;
  /** The models that can be asked for now, at most 1000. Asked every 15 s; 10 s are allowed. */
  listModels(options: Pick<LlmCallOptions, 'signal'>): Promise<readonly ModelInfo[]>;
  /** True when it can answer; 10 s are allowed. */
  healthCheck(options: Pick<LlmCallOptions, 'signal'>): Promise<boolean>;
}
