/** What is known of the slots of one model. */
export interface ModelSlots {
  readonly model: string;
  readonly groups: Set<Group>;
  running: number;
  /** Monotonic milliseconds before which its limit of model tokens per second lets no further request go. */
  restingUntilMs: number;
}

/** Requests that the backend can answer together. */
export interface Batch {
  readonly groups: Set<Group>;
  running: number;
  /** Most at once. */
  size: number;
  /** Answers of this round and the time that they took together, milliseconds; for the adaptive strategy. */
  answers: number;
  sumMs: number;
  /** Whether every place was used at some time of this round. */
  wasFull: boolean;
}

/** Requests that have the same limits: those of one model, and of one temperature where these are kept apart. */
export interface Group {
  readonly key: string;
  readonly model: ModelSlots;
  readonly batch: Batch;
  /** Requests of it that wait or run. */
  members: number;
  /** Whether one more of its requests may go to the backend, as far as its model and its batch are concerned. */
  hasRoom: boolean;
}
