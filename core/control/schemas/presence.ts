import { z } from 'zod';
import { count, timeMs } from './common.ts';

/** What may make the executor step aside for the owner. */
export const presenceSignal = z.enum([
  /** The computer goes to sleep. */
  'suspend',
  'game',
  'full-screen',
  'gpu-load',
  'gpu-memory',
  'backend-use',
  'input',
  'lock',
  'battery',
  'temperature',
  'schedule',
]);
export type PresenceSignal = z.infer<typeof presenceSignal>;

/** One signal as it is now. */
export const signalView = z.strictObject({
  signal: presenceSignal,
  /** False for one that no rule asks for. */
  watched: z.boolean(),
  /** `active`: it asks for a pause. */
  state: z.enum(['active', 'quiet', 'not-available']),
  /** One sentence for people: what was seen, and from where. */
  detail: z.string(),
});

/** One thing that the executor did, or found, while it stepped aside. */
export const presenceStep = z.strictObject({
  atMs: timeMs,
  verdict: z.enum(['info', 'good', 'warning']),
  /** A few words: "Memory freed and checked". */
  title: z.string(),
  /** One sentence, with its numbers. */
  detail: z.string(),
});

/** How the executor gives way to its owner. */
export const presence = z.strictObject({
  enabled: z.boolean(),
  /** `held`: the owner said "serve anyway", and the rules wait until the cause has ended once. */
  state: z.enum(['off', 'watching', 'draining', 'unloading', 'paused', 'resuming', 'held']),
  /** The one line that says it: "Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s". Null while nothing is to say. */
  line: z.string().nullable(),
  cause: z
    .strictObject({
      signal: presenceSignal,
      /** What it is: the game, the program, the battery. */
      subject: z.string(),
      /** The clause that stands after "Paused: ", such as "Elden Ring is running". */
      reason: z.string(),
      sinceMs: timeMs,
    })
    .nullable(),
  /** What became of the memory. */
  release: z
    .strictObject({
      /** From the cause to the proof, milliseconds; null while it is not proven. */
      freedAfterMs: count.nullable(),
      freedBytes: count.nullable(),
      stillHeldBytes: count.nullable(),
      /** Who holds it: names of programs. */
      heldBy: z.array(z.string()),
      verified: z.enum(['pending', 'freed', 'still-held', 'not-measurable']),
    })
    .nullable(),
  /** When serving comes back if nothing else happens; null while the cause lasts. */
  resumesAtMs: timeMs.nullable(),
  /** How long after the end of the cause serving comes back. */
  resumeDelayMs: count,
  /** What happened since the cause was seen, oldest first: found, stopped accepting, drained, unloaded, proven free. */
  steps: z.array(presenceStep).max(20),
  signals: z.array(signalView),
});
export type Presence = z.infer<typeof presence>;
