import { expect, it } from 'vitest';
import { ExecutorError } from '../../../../../../core/foundation/errors/index.ts';
import { measureAnswers, Performance } from '../../../../../../core/inference/models/index.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

const answer = { outboundTokens: 101, timeToFirstTokenMs: 500, durationMs: 2500 };
const own = { name: 'm', tokensPerSecond: 40, firstTokenLatencyMs: 300 };

function setUp(configured: (typeof own)[] = []) {
  const clock = createManualClock();
  const performance = new Performance({ clock }, configured);
  let changes = 0;
  performance.onChange(() => {
    changes += 1;
  });
  return { clock, performance, changes: () => changes };
}

it('believes its own answers before a benchmark, and that before the owner', () => {
  const { performance } = setUp([own]);
  expect(performance.figures('m')).toMatchObject({
    tokensPerSecond: 40,
    timeToFirstTokenMs: 300,
    source: 'configured',
  });
  performance.benchmarked('m', { tokensPerSecond: 60, timeToFirstTokenMs: 200 });
  expect(performance.figures('m')).toMatchObject({ tokensPerSecond: 60, source: 'benchmark' });
  performance.measured('m', answer);
  expect(performance.figures('m')).toEqual({
    tokensPerSecond: 50,
    timeToFirstTokenMs: 500,
    latencyMs: 2500,
    successRate: 1,
    source: 'measured',
  });
  expect(performance.figures('other')).toBeNull();
});

it('takes no speed from answers of a few model tokens, or without a first one', () => {
  const { performance } = setUp([own]);
  performance.measured('m', { outboundTokens: 3, timeToFirstTokenMs: 1, durationMs: 2 });
  performance.measured('m', { outboundTokens: 300, timeToFirstTokenMs: null, durationMs: 2000 });
  expect(performance.figures('m')).toMatchObject({ tokensPerSecond: 40, source: 'configured', successRate: 1 });
});

it('forgets slowly: one slow answer does not turn the figures over', () => {
  const { performance } = setUp();
  for (let count = 0; count < 20; count += 1) performance.measured('m', answer);
  performance.measured('m', { ...answer, durationMs: 20_500 });
  expect(performance.figures('m')?.tokensPerSecond).toBeCloseTo(45.5);
  performance.failed('m');
  expect(performance.figures('m')?.successRate).toBeCloseTo(0.9);
});

it('tells of a benchmark once: all of them are taken over again with each new one', () => {
  const { performance, changes } = setUp();
  const found = { tokensPerSecond: 60, timeToFirstTokenMs: 200 };
  for (let count = 0; count < 5; count += 1) performance.benchmarked('m', { ...found });
  expect(changes()).toBe(1);
  performance.benchmarked('m', { ...found, tokensPerSecond: 70 });
  expect([changes(), performance.figures('m')?.tokensPerSecond]).toEqual([2, 70]);
});

it('tells of a model that nobody announces once a minute at most, too', () => {
  const { clock, performance, changes } = setUp();
  for (let count = 0; count < 50; count += 1) performance.measured('m', answer);
  expect(changes()).toBe(1);
  clock.advance(60_000);
  for (let count = 0; count < 50; count += 1) performance.measured('m', answer);
  expect(changes()).toBe(2);
});

it('announces what changed by a fifth, and once a minute at most', () => {
  const { clock, performance, changes } = setUp();
  performance.measured('m', answer);
  expect(changes()).toBe(1);
  const first = performance.announced('m');
  for (let count = 0; count < 20; count += 1) performance.measured('m', { ...answer, durationMs: 1500 });
  expect(changes()).toBe(1);
  expect(performance.announced('m')).toEqual(first);
  clock.advance(60_000);
  performance.measured('m', { ...answer, durationMs: 1500 });
  expect(changes()).toBe(2);
  expect(performance.announced('m')?.tokensPerSecond).toBeGreaterThan(80);
  clock.advance(60_000);
  performance.measured('m', { ...answer, durationMs: 1500 });
  expect(changes()).toBe(2);
});

it('counts what its program failed with, and nothing that a client gave up', async () => {
  const { performance } = setUp();
  const request = { model: 'm', prompt: '', systemPrompt: null, temperature: null, maxOutboundTokens: 1 };
  const gone = new AbortController();
  const fail = (code: 'BACKEND_FAILED' | 'BACKEND_ABORTED', signal: AbortSignal) =>
    measureAnswers(async () => Promise.reject(new ExecutorError(code)), performance)(request, { signal });
  await expect(fail('BACKEND_ABORTED', gone.signal)).rejects.toMatchObject({ code: 'BACKEND_ABORTED' });
  expect(performance.figures('m')).toBeNull();
  await expect(fail('BACKEND_FAILED', gone.signal)).rejects.toMatchObject({ code: 'BACKEND_FAILED' });
  expect(performance.figures('m')).toMatchObject({ successRate: 0, tokensPerSecond: null });
});
