import { expect, it } from 'vitest';
import { silentLogger } from '../../../../../../../core/foundation/logger.ts';
import type { SignalReading } from '../../../../../../../core/inference/resources/presence/interface.ts';
import {
  active,
  mergeReadings,
  notAvailable,
  quiet,
} from '../../../../../../../core/inference/resources/presence/signals/readings.ts';
import { SignalWatch } from '../../../../../../../core/inference/resources/presence/signals/signal-watch.ts';
import { createManualClock } from '../../../../../../utils/manual-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A watch over a source whose looks the test answers. */
function watching(look: (signal: AbortSignal) => Promise<SignalReading>) {
  const clock = createManualClock();
  let looks = 0;
  let readings = 0;
  let hint = () => {};
  const onReading = () => {
    readings += 1;
  };
  const watch = new SignalWatch(
    { clock, logger: silentLogger, onReading },
    {
      name: 'test',
      signal: 'game',
      everyMs: 250,
      look(signal) {
        looks += 1;
        return look(signal);
      },
      onHint(listener) {
        hint = listener;
        return () => {};
      },
    },
  );
  return { clock, watch, hint: () => hint(), count: () => ({ looks, readings }) };
}

it('looks at its pace, one look at a time', async () => {
  let finish = (_: SignalReading) => {};
  const { clock, watch, count } = watching(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  watch.start();
  watch.start();
  await settled();
  clock.advance(1000);
  await settled();
  expect(count().looks).toBe(1);
  finish(quiet('It is calm.'));
  await settled();
  expect(watch.reading).toMatchObject({ state: 'quiet' });
  clock.advance(250);
  await settled();
  expect(count()).toEqual({ looks: 2, readings: 1 });
});

it('gives a look up after 5 s, and calls it not available', async () => {
  const { clock, watch, count } = watching(() => new Promise(() => {}));
  watch.start();
  await settled();
  clock.advance(5000);
  await settled();
  expect(watch.reading).toMatchObject({ state: 'not-available' });
  expect(count().readings).toBe(1);
});

it('looks seldom at what is not there, and at once on a hint', async () => {
  const { clock, watch, hint, count } = watching(async () => notAvailable('No.'));
  watch.start();
  await settled();
  clock.advance(29_999);
  await settled();
  expect(count().looks).toBe(1);
  hint();
  await settled();
  expect(count().looks).toBe(2);
  clock.advance(30_000);
  await settled();
  expect(count().looks).toBe(3);
});

it('calls what throws not available', async () => {
  const { watch } = watching(async () => {
    throw new Error('broken');
  });
  watch.start();
  await settled();
  expect(watch.reading).toMatchObject({ state: 'not-available', detail: 'It could not be read.' });
});

it('stops in the middle of a look, and forgets what it saw', async () => {
  let asked: AbortSignal | undefined;
  const { clock, watch, count } = watching((signal) => {
    asked = signal;
    return new Promise(() => {});
  });
  watch.start();
  await settled();
  await watch.stop();
  expect(asked?.aborted).toBe(true);
  expect(watch.reading).toMatchObject({ state: 'not-available' });
  clock.advance(60_000);
  await settled();
  expect(count().looks).toBe(1);
  expect(clock.timerCount).toBe(0);
});

it('one source that says so is enough, and one that does not tell is no answer', () => {
  const [yes, no, none] = [active('a game', 'Yes.'), quiet('No.'), notAvailable('Not here.')];
  expect(mergeReadings([none, no, yes])).toBe(yes);
  expect(mergeReadings([none, no])).toBe(no);
  expect(mergeReadings([none])).toBe(none);
  expect(mergeReadings([])).toMatchObject({ state: 'not-available' });
});

it('looks once more, however often it is hinted at during a look', async () => {
  let finish = (_: SignalReading) => {};
  const { watch, hint, count } = watching(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  watch.start();
  await settled();
  for (let hints = 0; hints < 1000; hints += 1) hint();
  for (let looks = 0; looks < 5; looks += 1) {
    finish(quiet('It is calm.'));
    await settled();
  }
  expect(count().looks).toBe(2);
});

it('looks again when it is wanted again before a look has ended', async () => {
  const { watch, count } = watching(async () => quiet('It is calm.'));
  watch.start();
  const stopped = watch.stop();
  watch.start();
  await stopped;
  await settled();
  expect(count().looks).toBe(1);
  expect(watch.reading).toMatchObject({ state: 'quiet' });
});

it('shows names of programs in one short line that nothing can turn round', async () => {
  const hostile = `evil\u001b[31m\n\u202egnp\u2028${'x'.repeat(70_000)}`;
  const { watch } = watching(async () => active(hostile, `${hostile} fills the screen.`));
  watch.start();
  await settled();
  expect(watch.reading.subject).toMatch(/^evil \[31m gnp x+$/);
  expect(watch.reading.subject).toHaveLength(80);
  expect(watch.reading.detail).not.toMatch(/[\p{C}\p{Zl}]/u);
  expect(watch.reading.detail.length).toBeLessThanOrEqual(300);
});
