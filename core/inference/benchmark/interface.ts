/** One measured cell of a benchmark: requests of one kind, so many at once. */
export interface BenchmarkCell {
  /** Model tokens of the prompt, as the backend counts them; those that were aimed at where all requests failed. */
  readonly promptTokens: number;
  /** Model tokens of an answer, median. */
  readonly outboundTokens: number;
  /** Requests at once. */
  readonly concurrency: number;
  /** Of one request, median. */
  readonly timeToFirstTokenMs: number | null;
  /** Of one request, median; from its first model token on. */
  readonly tokensPerSecond: number | null;
  /** Of all requests of the cell together, from its begin to its end. */
  readonly totalTokensPerSecond: number | null;
  /** Electrical energy of all its requests; null where no power is measured. */
  readonly energyJoules: number | null;
  readonly failed: number;
}

/** What a model does on this computer. */
export interface Benchmark {
  readonly model: string;
  /** Name of the backend. */
  readonly backend: string;
  /** Wall time, milliseconds since 1970. */
  readonly atMs: number;
  /** The first request, which may have loaded the model. */
  readonly warmUpMs: number;
  readonly cells: readonly BenchmarkCell[];
}

/** What is measured. */
export interface Matrix {
  readonly promptTokens: readonly number[];
  readonly outboundTokens: number;
  readonly concurrency: readonly number[];
}

/** A short question and a page of text, alone and in company. */
export const standardMatrix: Matrix = { promptTokens: [128, 1024], outboundTokens: 128, concurrency: [1, 2, 4, 8] };
