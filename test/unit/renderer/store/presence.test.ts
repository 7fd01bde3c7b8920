import { describe, expect, it } from 'vitest';
import type { Presence } from '../../../../core/control/schemas/presence.ts';
import { formatClock } from '../../../../renderer/format/time.ts';
import {
  asideDetail,
  asideTitle,
  isAside,
  isHeld,
  presenceSentence,
  releaseWords,
} from '../../../../renderer/store/selectors/presence.ts';
import { fakePresence, gamingPresence } from '../../../fakes/hardware-scene.ts';

const nowMs = 1_700_000_000_000;
const gaming = (change: Partial<Presence> = {}): Presence => ({ ...gamingPresence(nowMs), ...change });
const release = (change: Partial<NonNullable<Presence['release']>>): Presence =>
  gaming({ release: { ...(gaming().release as NonNullable<Presence['release']>), ...change } });

describe('a pause for the owner', () => {
  it('says the cause, what was freed how fast, and when it comes back', () => {
    expect(asideTitle(gaming())).toBe('Paused: Elden Ring is running');
    expect(asideDetail(gaming())).toBe('11.2 GB video memory freed in 2.1 s · resumes 5 min after you quit');
  });

  it('names who still holds memory', () => {
    const held = { verified: 'still-held', stillHeldBytes: 13_200_000_000, freedBytes: null } as const;
    expect(releaseWords(release({ ...held, heldBy: ['ollama.exe'] }))).toBe('13.2 GB is still held by ollama.exe');
    expect(releaseWords(release({ ...held, heldBy: ['a', 'b', 'c'] }))).toBe('13.2 GB is still held by a, b and c');
    expect(releaseWords(release({ ...held, heldBy: [] }))).toBe('13.2 GB is still held');
    expect(releaseWords(release({ verified: 'not-measurable' }))).toContain('nothing here can measure');
    expect(releaseWords(release({ freedBytes: 0 }))).toBe('No video memory was in use');
  });

  it('claims nothing before it is proven', () => {
    expect(asideDetail(gaming({ state: 'draining', release: null }))).toContain('New requests go to other executors');
    expect(releaseWords(release({ verified: 'pending', freedAfterMs: null }))).toBe('Freeing the video memory');
  });

  it('tells the return by the cause', () => {
    const battery = {
      signal: 'battery',
      subject: 'battery',
      reason: 'the PC runs on battery',
      sinceMs: nowMs,
    } as const;
    expect(asideDetail(gaming({ cause: battery }))).toContain('resumes 5 min after that ends');
    expect(asideDetail(gaming({ resumeDelayMs: 0 }))).toContain('resumes as soon as you quit');
    const ended = 'Paused: Elden Ring has ended; resumes within 5 min';
    expect(asideTitle(gaming({ state: 'resuming', line: ended }))).toBe('Paused: Elden Ring has ended');
    expect(asideDetail(gaming({ resumesAtMs: nowMs }))).toContain(`resumes at ${formatClock(nowMs)}`);
  });

  it('lasts from the first second to the last, and not while the owner overrules it', () => {
    expect(
      (['draining', 'unloading', 'paused', 'resuming'] as const).every((state) => isAside(gaming({ state }))),
    ).toBe(true);
    expect((['off', 'watching', 'held'] as const).some((state) => isAside(gaming({ state })))).toBe(false);
    expect(isHeld(gaming({ state: 'held' }))).toBe(true);
    expect(isHeld({ ...fakePresence(), state: 'held' })).toBe(false);
    expect(presenceSentence(gaming({ state: 'held' }))).toContain('although Elden Ring is running');
  });
});
