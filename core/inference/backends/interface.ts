/** What the executor asks a backend to do: one system text, one user text, one answer. */
export interface CompletionRequest {
  readonly model: string;
  readonly prompt: string;
  readonly systemPrompt: string | null;
  /** Sampling temperature; null leaves it to the backend. */
  readonly temperature: number | null;
  /** Most model tokens to generate, ≥ 1. */
  readonly maxOutboundTokens: number;
}

/** How far a running completion is. */
export interface CompletionProgress {
  /** Model tokens received so far; an estimate until the backend states its usage. */
  readonly outboundTokens: number;
  /** Milliseconds from the call to the first token; null before it. */
  readonly timeToFirstTokenMs: number | null;
}

/** How a completion may be watched and stopped. */
export interface CompletionOptions {
  /** Aborting stops the generation in the backend, by closing its connection. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CompletionProgress) => void;
}

/** A finished answer with the counts it is charged by. */
export interface Completion {
  readonly content: string;
  /** Model tokens of the prompt as the backend counts them, cached ones included. */
  readonly inboundTokens: number;
  /** Model tokens of the answer, reasoning included. */
  readonly outboundTokens: number;
  /** `local` when the backend gave no usage and the counts are ours. */
  readonly countedBy: 'backend' | 'local';
  readonly finishReason: 'stop' | 'length' | 'other';
  readonly timeToFirstTokenMs: number | null;
  readonly durationMs: number;
}

/** A model that a backend offers. Embedding models are never listed. */
export interface ModelInfo {
  readonly id: string;
  /** `unknown` where the backend does not tell. */
  readonly state: 'loaded' | 'loading' | 'not-loaded' | 'unknown';
  /** False when it is not loaded and the program does not load models on demand, so that asking for it would fail. */
  readonly available: boolean;
  /** Context length in model tokens as it is loaded; null when not loaded or not told. */
  readonly loadedContextLength: number | null;
  /** Largest context length in model tokens; null when not told. */
  readonly maxContextLength: number | null;
  readonly architecture: string | null;
  readonly quantization: string | null;
  readonly sizeBytes: number | null;
}

/** What a probe of a backend found. */
export interface BackendHealth {
  readonly latencyMs: number;
  /** Version text of the program, when it tells one. */
  readonly version: string | null;
}

/**
 * One running model program. Every kind passes `test/compliance/llm-client.ts`.
 * Methods reject with `BACKEND_*` and nothing else, and settle soon after their signal is aborted (`BACKEND_ABORTED`).
 */
export interface LlmClient {
  /** Which kind of the registry it is. */
  readonly kind: string;
  /** Name for people and announcements: the kind, or the name given in the configuration. */
  readonly name: string;
  complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion>;
  listModels(options: { signal: AbortSignal }): Promise<readonly ModelInfo[]>;
  healthCheck(options: { signal: AbortSignal }): Promise<BackendHealth>;
  /**
   * Version text of the program; null when it tells none, or not now. Never rejects.
   * Call it after {@link LlmClient.listModels}, whose answer shows where some programs tell it.
   */
  version(options: { signal: AbortSignal }): Promise<string | null>;
  /** Ends idle connections. The client is not used afterwards. */
  close(): Promise<void>;
}
