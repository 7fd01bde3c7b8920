/** What a look found. `not-available` is no fault: there is no such thing here, or nothing that tells of it. */
export type Sight<Value> =
  | { readonly state: 'ok'; readonly value: Value; readonly detail: string }
  | { readonly state: 'not-available'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string };

/** Looks at one part of the computer. Never blocks the event loop: it reads files and asks programs asynchronously. */
export interface Probe<Value> {
  readonly name: string;
  /** Shortest time between two looks, milliseconds; a look before that is answered with the last sight. */
  readonly everyMs: number;
  /** What it throws counts as failed. The signal ends it. */
  look(signal: AbortSignal): Promise<Sight<Value>>;
  /** Ends a program that it keeps running. */
  close?(): void;
}

/** A program that holds memory of a GPU, as a probe sees it. */
export interface SeenProcess {
  readonly pid: number;
  /** Path or name of its executable. */
  readonly program: string;
  readonly memoryBytes: number | null;
}

/** A GPU as a probe sees it. */
export interface SeenGpu {
  /** The number that its vendor's tool gives it; null where there is none. */
  readonly index: number | null;
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';
  readonly driver: string | null;
  readonly load: number | null;
  readonly memoryTotalBytes: number | null;
  readonly memoryUsedBytes: number | null;
  readonly temperatureC: number | null;
  readonly powerWatts: number | null;
  readonly powerLimitWatts: number | null;
  readonly processes: readonly SeenProcess[] | null;
}

/** The same GPU when its probe could not look: what it is stays, how it is nobody knows. */
export function unseen(gpu: SeenGpu): SeenGpu {
  return { ...gpu, load: null, memoryUsedBytes: null, temperatureC: null, powerWatts: null, processes: null };
}
