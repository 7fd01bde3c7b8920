/** A program that holds memory of a GPU. */
export interface GpuProcessReading {
  readonly pid: number;
  /** Name of its executable, without the folder. */
  readonly name: string;
  /** Null where the driver does not tell it. */
  readonly memoryBytes: number | null;
  /** `own`: this program or a child of it; `backend`: a model program; `other`: anything else, such as a game. */
  readonly owner: 'own' | 'backend' | 'other';
}

/** One GPU at one moment. Null stands for what its driver does not tell. */
export interface GpuReading {
  readonly index: number;
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';
  readonly driver: string | null;
  /** 0 to 1. */
  readonly load: number | null;
  readonly memoryTotalBytes: number | null;
  readonly memoryUsedBytes: number | null;
  readonly temperatureC: number | null;
  readonly powerWatts: number | null;
  readonly powerLimitWatts: number | null;
  /** Null where the driver does not tell them. */
  readonly processes: readonly GpuProcessReading[] | null;
}

/** How one probe is. `not-available` is no fault: the computer has no such thing, or no tool that tells of it. */
export interface ProbeState {
  readonly name: string;
  readonly state: 'ok' | 'not-available' | 'failed';
  /** One sentence for people. */
  readonly detail: string;
}

/** The computer at one moment. */
export interface HardwareReading {
  /** Wall time, milliseconds since 1970. */
  readonly atMs: number;
  readonly gpus: readonly GpuReading[];
  readonly cpu: {
    readonly name: string;
    readonly cores: number;
    /** 0 to 1, over all cores. */
    readonly load: number | null;
    readonly temperatureC: number | null;
    readonly powerWatts: number | null;
  };
  readonly memory: {
    readonly totalBytes: number;
    readonly availableBytes: number;
    readonly swapUsedBytes: number | null;
  };
  /** The disk that the data folder is on. */
  readonly disk: { readonly totalBytes: number; readonly freeBytes: number } | null;
  /** Null for a computer without one. `level` is 0 to 1. */
  readonly battery: { readonly charging: boolean; readonly onBattery: boolean; readonly level: number } | null;
  readonly probes: readonly ProbeState[];
}

/** Whoever knows how the computer is. */
export interface HardwareSource {
  /** The last reading; null before the first. */
  latest(): HardwareReading | null;
  /** Looks now, or joins a look that is under way. Never rejects: what failed stands in `probes`. */
  refresh(): Promise<HardwareReading>;
  /** Called after each reading. Returns what ends it. */
  onReading(listener: (reading: HardwareReading) => void): () => void;
  /** Has the computer looked at every 2 s rather than every 10 s, from now on. Returns what ends it, once. */
  watch(): () => void;
}
