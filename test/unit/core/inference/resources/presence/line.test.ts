import { expect, it } from 'vitest';
import { presenceSignals, type ReleaseReport } from '../../../../../../core/inference/resources/presence/interface.ts';
import {
  duration,
  type LineFacts,
  presenceLine,
  reasonOf,
} from '../../../../../../core/inference/resources/presence/line.ts';

const game = { signal: 'game', subject: 'Elden Ring' } as const;
const report = (change: Partial<ReleaseReport>): ReleaseReport => ({
  verified: 'freed',
  freedAfterMs: 2100,
  freedBytes: 11.2e9,
  stillHeldBytes: 0,
  heldBy: [],
  backends: ['Ollama'],
  ...change,
});
const line = (change: Partial<LineFacts>) =>
  presenceLine({ phase: 'paused', cause: game, release: null, resumeDelayMs: 300_000, ...change });

it.each([
  [{ release: report({}) }, 'Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s'],
  [{ release: report({ freedBytes: 0 }) }, 'Paused: Elden Ring is running; no video memory was in use'],
  [
    { release: report({ verified: 'still-held', stillHeldBytes: 13.2e9, heldBy: ['ollama.exe'] }) },
    'Paused: Elden Ring is running; Ollama did not free its memory: 13.2 GB is still held by ollama.exe',
  ],
  [
    { release: report({ verified: 'still-held', stillHeldBytes: 13.2e9 }) },
    'Paused: Elden Ring is running; Ollama did not free its memory: 13.2 GB is still in use',
  ],
  [
    { release: report({ verified: 'not-measurable' }) },
    'Paused: Elden Ring is running; how much video memory is free cannot be measured here',
  ],
  [{ release: report({ verified: 'not-measurable', backends: [] }) }, 'Paused: Elden Ring is running'],
  [{ phase: 'draining' }, 'Pausing: Elden Ring is running; finishing running requests'],
  [{ phase: 'unloading' }, 'Pausing: Elden Ring is running; freeing video memory'],
  [{ phase: 'resuming' }, 'Paused: Elden Ring has ended; resumes within 5 min'],
  [{ phase: 'held' }, 'Serving anyway: Elden Ring is running'],
  [{ phase: 'watching' }, null],
] as [Partial<LineFacts>, string | null][])('says %j', (change, text) => {
  expect(line(change)).toBe(text);
});

it('has words for every signal, with and without a subject', () => {
  for (const signal of presenceSignals) {
    expect(reasonOf(signal, null)).toMatch(/^\S.*[a-z]$/i);
    expect(reasonOf(signal, 'Something')).not.toContain('null');
  }
});

it.each([
  [38, '38 ms'],
  [2140, '2.1 s'],
  [1000, '1 s'],
  [41_000, '41 s'],
  [120_000, '2 min'],
  [150_000, '2 min 30 s'],
  [4_320_000, '1 h 12 min'],
])('writes %i ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
