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
  /** One sentence for people why it is not available; null for the usual reason. */
  readonly unavailableBecause: string | null;
  /** Context length in model tokens as it is loaded; null when not loaded or not told. */
  readonly loadedContextLength: number | null;
  /** Largest context length in model tokens; null when not told. */
  readonly maxContextLength: number | null;
  readonly architecture: string | null;
  readonly quantization: string | null;
  /** Number of parameters as the program writes it, such as `7B`. */
  readonly parameters: string | null;
  /** What it can do, in the network's words: `chat`, `completion`, and further ones such as `vision`. */
  readonly features: readonly string[];
  /** Size of its file. */
  readonly sizeBytes: number | null;
  /** GPU memory that it holds now; null when it is not loaded or not told. */
  readonly gpuMemoryBytes: number | null;
  /** Requests for it that the program works on at once; null when not told. */
  readonly parallel: number | null;
}

/** A model of which nothing is known but its name. */
export const unknownModel = (id: string): ModelInfo => ({
  id,
  state: 'unknown',
  available: true,
  unavailableBecause: null,
  loadedContextLength: null,
  maxContextLength: null,
  architecture: null,
  quantization: null,
  parameters: null,
  features: ['chat', 'completion'],
  sizeBytes: null,
  gpuMemoryBytes: null,
  parallel: null,
});

/** Where a model is to run, for programs that can be told. Null leaves it to the program. */
export interface Placement {
  /** Indices of GPUs; empty for none. */
  readonly gpuDevices: readonly number[] | null;
  /** The owner's own `CUDA_VISIBLE_DEVICES`. */
  readonly cudaVisibleDevices?: string | null;
  readonly maxGpuMemoryBytes: number | null;
  readonly threads: number | null;
}

/** How a model is loaded. */
export interface LoadOptions {
  readonly signal: AbortSignal;
  /** Model tokens of prompt and answer together; null takes the program's own default. */
  readonly contextLength: number | null;
  /** Requests that it is to work on at once; null takes the program's own default. */
  readonly parallel: number | null;
  readonly placement: Placement | null;
  /** 0 to 1, growing, as far as the program tells. */
  readonly onProgress?: (fraction: number) => void;
}

/** Loading and unloading on command. Both reject with `BACKEND_*`, and do nothing for what is so already. */
export interface ModelControl {
  /** Settles when the model is in memory. */
  load(model: string, options: LoadOptions): Promise<void>;
  /** Settles when the program says that it let go; whether the memory is free is for a probe to tell. */
  unload(model: string, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** What a program tells of itself. Null stands for what it does not tell. */
export interface BackendFacts {
  readonly version: string | null;
  /** `open`: it asks for no key. `accepted`: it asks for one and takes ours. */
  readonly authentication: 'open' | 'accepted' | 'unknown';
  /** Requests it works on at once. */
  readonly slots: number | null;
  /** Requests it works on now, ours included. */
  readonly busySlots: number | null;
  /** Whether it loads a model that is asked for. */
  readonly loadsOnDemand: boolean | null;
  /** Models that it lists and that another computer runs; they are never offered. */
  readonly remoteModels: readonly string[];
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
  /** Null where the program decides alone what it keeps in memory. */
  readonly control: ModelControl | null;
  /** What the program tells of itself now. */
  facts(options: { signal: AbortSignal }): Promise<BackendFacts>;
  /** Ends idle connections. The client is not used afterwards. */
  close(): Promise<void>;
}

/** The facts of a program that tells nothing. */
export const unknownFacts: BackendFacts = {
  version: null,
  authentication: 'unknown',
  slots: null,
  busySlots: null,
  loadsOnDemand: null,
  remoteModels: [],
};
