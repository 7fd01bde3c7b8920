/** What the benchmark tells the process of the clients. */
export type ToClients =
  | { readonly do: 'connect'; readonly executor: string; readonly clients: number; readonly model: string }
  | { readonly do: 'round'; readonly round: number };

/** How one round went, as the clients saw it. */
export interface RoundResult {
  /** From the barrier to the last verified answer, milliseconds. */
  readonly totalMs: number;
  /** From the barrier to each answer, milliseconds, sorted. */
  readonly latenciesMs: readonly number[];
  /** Codes of the requests without a verified answer. */
  readonly lost: readonly string[];
}

/** What it answers: one answer for each message. */
export type FromClients = { readonly connected: number } | { readonly result: RoundResult };
