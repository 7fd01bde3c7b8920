import type { PauseCause, PresenceSignal, ReleaseReport } from './interface.ts';

/** Where the executor is in stepping aside and coming back. */
export type PresencePhase = 'off' | 'watching' | 'draining' | 'unloading' | 'paused' | 'resuming' | 'held';

/** What the one line is made from. */
export interface LineFacts {
  readonly phase: PresencePhase;
  readonly cause: Pick<PauseCause, 'signal' | 'subject'> | null;
  readonly release: ReleaseReport | null;
  readonly resumeDelayMs: number;
}

/** The one line that says how the executor gives way; null while there is nothing to say. */
export function presenceLine({ phase, cause, release, resumeDelayMs }: LineFacts): string | null {
  if (cause === null || phase === 'off' || phase === 'watching') return null;
  const reason = reasonOf(cause.signal, cause.subject);
  if (phase === 'held') return `Serving anyway: ${reason}`;
  if (phase === 'draining') return `Pausing: ${reason}; finishing running requests`;
  if (phase === 'unloading') return `Pausing: ${reason}; freeing video memory`;
  if (phase === 'resuming') return `Paused: ${endOf(cause)}; resumes within ${duration(resumeDelayMs)}`;
  const freed = release === null ? null : releaseClause(release);
  return freed === null ? `Paused: ${reason}` : `Paused: ${reason}; ${freed}`;
}

/** The clause that stands after "Paused: ". */
export function reasonOf(signal: PresenceSignal, subject: string | null): string {
  switch (signal) {
    case 'game':
      return `${subject ?? 'a game'} is running`;
    case 'full-screen':
      return `${subject ?? 'a program'} fills the screen`;
    case 'suspend':
      return 'the computer goes to sleep';
    case 'temperature':
      return `${subject ?? 'the GPU'} is too hot`;
    case 'battery':
      return 'the computer runs on battery';
    case 'backend-use':
      return `you are using ${subject ?? 'the model program'}`;
    case 'gpu-memory':
      return subject === null ? 'other programs need the video memory' : `${subject} needs the video memory`;
    case 'gpu-load':
      return 'other programs use the GPU';
    case 'lock':
      return 'the session is not locked';
    case 'input':
      return 'you are at the computer';
    case 'schedule':
      return subject === null ? 'it is outside your hours' : `it is outside your hours, which begin at ${subject}`;
  }
}

/** The same after it ended. */
function endOf({ signal, subject }: Pick<PauseCause, 'signal' | 'subject'>): string {
  if (signal === 'game') return `${subject ?? 'the game'} has ended`;
  return signal === 'full-screen'
    ? subject === null
      ? 'nothing fills the screen'
      : `${subject} no longer fills the screen`
    : 'the reason is over';
}

/** What the pause is about, in a word or two. */
export function subjectOf({ signal, subject }: Pick<PauseCause, 'signal' | 'subject'>): string {
  if (subject !== null) return subject;
  const words: Record<PresenceSignal, string> = {
    suspend: 'Sleep',
    game: 'A game',
    'full-screen': 'A program in full screen',
    temperature: 'Temperature',
    battery: 'Battery',
    'backend-use': 'The model program',
    'gpu-memory': 'Video memory',
    'gpu-load': 'The GPU',
    lock: 'The session',
    input: 'You',
    schedule: 'Your hours',
  };
  return words[signal];
}

/** What became of the video memory; null while that is not known. */
export function releaseClause(release: ReleaseReport): string | null {
  const { verified, freedBytes, freedAfterMs, stillHeldBytes, heldBy, backends } = release;
  switch (verified) {
    case 'pending':
      return null;
    case 'not-measurable':
      if (backends.length === 0) return null;
      return 'how much video memory is free cannot be measured here';
    case 'freed':
      if (freedBytes === null || freedBytes < SMALLEST_BYTES) return 'no video memory was in use';
      return `${bytes(freedBytes)} video memory freed${freedAfterMs === null ? '' : ` in ${duration(freedAfterMs)}`}`;
    case 'still-held': {
      const who = backends.length === 0 ? 'The model program' : backends.join(' and ');
      const held = heldBy.length === 0 ? 'still in use' : `still held by ${heldBy.join(' and ')}`;
      return `${who} did not free its memory: ${stillHeldBytes === null ? 'some of it' : bytes(stillHeldBytes)} is ${held}`;
    }
  }
}

/** Less than this is not worth a word. */
const SMALLEST_BYTES = 50e6;

/** Memory for people: decimal gigabytes with one decimal. */
export function bytes(value: number): string {
  return `${(value / 1e9).toFixed(1)} GB`;
}

/** A duration for people: two units at most. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600)
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
