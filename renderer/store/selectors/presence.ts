import type { Presence, PresenceSignal } from '../../../core/control/schemas/presence.ts';
import { formatBytes } from '../../format/counts.ts';
import { formatClock, formatDuration } from '../../format/time.ts';

/** What each signal is called in a list. */
export const signalNames: Readonly<Record<PresenceSignal, string>> = {
  suspend: 'Sleep',
  game: 'Games',
  'full-screen': 'Full screen',
  'gpu-load': 'Load of the graphics card',
  'gpu-memory': 'Video memory of others',
  'backend-use': 'Your own use of the models',
  input: 'Mouse and keyboard',
  lock: 'Session lock',
  battery: 'Battery',
  temperature: 'Temperature',
  schedule: 'Schedule',
};

const steppedAside: ReadonlySet<Presence['state']> = new Set(['draining', 'unloading', 'paused', 'resuming']);

/** True while the executor gives way to its owner, from the first second to the last. */
export const isAside = (presence: Presence | null): presence is Presence =>
  presence !== null && steppedAside.has(presence.state);

/** True while the owner overrides the rules although they would ask for a pause. */
export const isHeld = (presence: Presence | null): presence is Presence =>
  presence?.state === 'held' && presence.cause !== null;

/** What is so, after "Paused" or "Finishing". */
export function asideTitle(presence: Presence): string {
  const reason = presence.cause?.reason ?? null;
  switch (presence.state) {
    case 'draining':
      return reason === null ? 'Finishing' : `Finishing: ${reason}`;
    case 'resuming':
      // The line says what has ended; what follows after the semicolon stands in the detail.
      return presence.line?.split('; ')[0] ?? 'Paused: coming back';
    default:
      return reason === null ? 'Paused for you' : `Paused: ${reason}`;
  }
}

/** The numbers and what happens next: "11.2 GB video memory freed in 2.1 s · resumes 5 min after you quit". */
export function asideDetail(presence: Presence): string {
  return [releaseWords(presence), resumeWords(presence)].filter(Boolean).join(' · ');
}

/** Less than this is not worth a word. */
const smallestBytes = 50e6;

/** What became of the memory, as a clause; empty while there is nothing to say. */
export function releaseWords({ state, release }: Presence): string {
  if (release === null) return state === 'draining' ? 'New requests go to other executors' : '';
  const { freedBytes } = release;
  const bytes = freedBytes === null ? '' : `${formatBytes(freedBytes)} `;
  switch (release.verified) {
    case 'freed':
      if (freedBytes !== null && freedBytes < smallestBytes) return 'No video memory was in use';
      return release.freedAfterMs === null
        ? `${bytes}video memory freed`
        : `${bytes}video memory freed in ${formatDuration(release.freedAfterMs)}`;
    case 'still-held': {
      const held = release.stillHeldBytes === null ? 'Video memory' : formatBytes(release.stillHeldBytes);
      return release.heldBy.length === 0 ? `${held} is still held` : `${held} is still held by ${list(release.heldBy)}`;
    }
    case 'not-measurable':
      return 'Models unloaded; nothing here can measure the video memory';
    default:
      return state === 'draining' ? 'New requests go to other executors' : 'Freeing the video memory';
  }
}

/** When serving comes back, as a clause. */
export function resumeWords({ cause, resumesAtMs, resumeDelayMs }: Presence): string {
  if (resumesAtMs !== null) return `resumes at ${formatClock(resumesAtMs)}`;
  if (cause === null) return '';
  const end = cause.signal === 'game' || cause.signal === 'full-screen' ? 'you quit' : 'that ends';
  return resumeDelayMs === 0 ? `resumes as soon as ${end}` : `resumes ${formatDuration(resumeDelayMs)} after ${end}`;
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The state of the rules in a sentence of their own. */
export function presenceSentence(presence: Presence): string {
  switch (presence.state) {
    case 'off':
      return 'The rules are off: it serves whatever you do.';
    case 'held':
      return presence.cause === null
        ? 'The rules wait: you decide.'
        : `You chose to serve although ${presence.cause.reason}. The rules hold again when that has ended.`;
    case 'watching':
      return 'Nothing of yours needs this PC now.';
    default:
      return presence.line === null ? `${asideTitle(presence)}.` : `${presence.line}.`.replace(/\.\.$/, '.');
  }
}
