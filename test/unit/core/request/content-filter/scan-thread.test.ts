import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../core/foundation/clock.ts';
import { ScanThread } from '../../../../../core/request/content-filter/scan-thread.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function startThread(patterns: readonly string[], clock = systemClock): ScanThread {
  const thread = new ScanThread({ clock }, { patterns });
  onTestFinished(() => thread.close());
  return thread;
}

/** What makes the pattern below as slow as it can be. */
const slow = '(a|b)*a(a|b){300}c$';
const hostile = `${Array.from({ length: 1 << 20 }, (_, i) => ((i * 7919) % 13 < 6 ? 'a' : 'b')).join('')}cx`;

describe('ScanThread', () => {
  it('says which pattern fits first, or none', async () => {
    const thread = startThread(['one', 'two', 'tw']);
    expect(await Promise.all(['two', 'nothing', 'one two'].map((text) => thread.scan(text)))).toEqual([1, null, 0]);
  });

  it('refuses a text that takes too long, and answers those behind it', async () => {
    const clock = createManualClock();
    const thread = startThread([slow], clock);
    const first = thread.scan(hostile);
    const second = thread.scan('ab');
    clock.advance(5000);
    await expect(first).rejects.toMatchObject({ code: 'CONTENT_FILTER_FAILED', details: { reason: 'timeout' } });
    expect(await second).toBe(null);
    expect(clock.timerCount).toBe(0);
  });

  it('ends the texts that wait before it closes, and the second text of a request after that', async () => {
    const thread = startThread(['x']);
    const scans = [thread.scan('x'), thread.scan('y')];
    thread.close();
    expect(await Promise.all(scans)).toEqual([0, null]);
    expect(await Promise.all([thread.scan('x'), thread.scan('y')])).toEqual([0, null]);
  });

  it('spends no time on a text whose request was given up', async () => {
    const clock = createManualClock();
    const thread = startThread([slow], clock);
    const early = [thread.scan(hostile), thread.scan(hostile), thread.scan(hostile)].map((scan) =>
      scan.catch(({ code }) => code),
    );
    clock.advance(5000);
    const late = thread.scan('ab');
    clock.advance(5000);
    expect(await Promise.all(early)).toEqual(['CONTENT_FILTER_FAILED', 'CONTENT_FILTER_FAILED', 'CONTENT_FILTER_BUSY']);
    expect(await late).toBe(null);
    expect(clock.timerCount).toBe(0);
  });
});
