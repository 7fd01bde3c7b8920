/**
 * What may make the executor step aside, the most urgent first: when several ask for it, the first one is named.
 * `suspend`: the computer goes to sleep.
 */
export const presenceSignals = [
  'suspend',
  'game',
  'full-screen',
  'temperature',
  'battery',
  'backend-use',
  'gpu-memory',
  'gpu-load',
  'lock',
  'input',
  'schedule',
] as const;
export type PresenceSignal = (typeof presenceSignals)[number];

/** One signal as it was seen. */
export interface SignalReading {
  /** `active`: it asks for a pause. `not-available`: this computer does not tell, which is no fault. */
  readonly state: 'active' | 'quiet' | 'not-available';
  /** What it is about, such as the name of a game; null where the signal says everything. */
  readonly subject: string | null;
  /** One sentence for people: what was seen, and from where. */
  readonly detail: string;
}

/** Whoever looks at one signal. Several may look at the same one; it is active when one of them says so. */
export interface SignalSource {
  /** For the log. */
  readonly name: string;
  readonly signal: PresenceSignal;
  /** Time between two looks, milliseconds. */
  readonly everyMs: number;
  /** Looks now. What it throws counts as not available. It settles soon after its signal is aborted. */
  look(signal: AbortSignal): Promise<SignalReading>;
  /** Calls when a look is worth while before its time. Returns what ends it. */
  onHint?(listener: () => void): () => void;
  /** Lets go of what it holds. It may be looked at again afterwards. */
  close?(): Promise<void>;
}

/** What only a desktop shell can tell. Null stands for what the system does not tell. */
export interface DesktopReading {
  /** Since the last key press or movement of the pointer, milliseconds. */
  readonly idleMs: number | null;
  readonly locked: boolean | null;
  readonly onBattery: boolean | null;
  /** True from the moment the system says that it goes to sleep, until it says that it woke up. */
  readonly suspending: boolean;
  readonly thermalState: 'nominal' | 'fair' | 'serious' | 'critical' | null;
}

/** A desktop shell as the rules see it. */
export interface DesktopWatch {
  read(): DesktopReading;
  /** Called when something other than the idle time changed. Returns what ends it. */
  onChange(listener: () => void): () => void;
}

/** Why serving pauses. */
export interface PauseCause {
  readonly signal: PresenceSignal;
  readonly subject: string | null;
  /** Wall time at which it was seen first, milliseconds. */
  readonly sinceMs: number;
}

/** What became of the memory of the models. */
export interface ReleaseReport {
  /** `pending`: not proven yet. `not-measurable`: nothing here tells how much memory is in use. */
  readonly verified: 'pending' | 'freed' | 'still-held' | 'not-measurable';
  /** From the cause to the proof, milliseconds. */
  readonly freedAfterMs: number | null;
  readonly freedBytes: number | null;
  readonly stillHeldBytes: number | null;
  /** Names of the programs that hold it. */
  readonly heldBy: readonly string[];
  /** Names of the backends whose models were not let go. */
  readonly backends: readonly string[];
}
