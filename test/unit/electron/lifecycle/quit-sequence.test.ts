import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { QuitSequence } from '../../../../electron/lifecycle/quit-sequence.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

function createQuit(close: (mode: string) => Promise<void>) {
  const clock = createManualClock();
  const diary: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const quit = new QuitSequence(
    { clock, logger: silentLogger },
    {
      begin: () => diary.push('begin'),
      close: (mode) => {
        diary.push(`close ${mode}`);
        return close(mode);
      },
      flush: async () => void diary.push('flush'),
      end: () => {
        diary.push(`end ${quit.state}`);
        resolve();
      },
    },
  );
  return { quit, clock, diary, ended };
}
const settle = () => new Promise(setImmediate);
const never = () => new Promise<void>(() => {});

describe('QuitSequence', () => {
  it('lets requests finish, then saves, then ends', async () => {
    const { quit, diary, ended } = createQuit(async () => {});
    quit.request('finish');
    await ended;
    expect(diary).toEqual(['begin', 'close finish', 'flush', 'end done']);
  });

  it('does not wait for requests when told now', async () => {
    const { quit, diary, ended } = createQuit(async () => {});
    quit.request('now');
    await ended;
    expect(diary).toEqual(['begin', 'close now', 'flush', 'end done']);
  });

  it('hurries when asked a second time', async () => {
    const { quit, diary, ended } = createQuit((mode) => (mode === 'finish' ? never() : Promise.resolve()));
    quit.request('finish');
    await settle();
    expect(diary).toEqual(['begin', 'close finish']);
    expect(quit.state).toBe('quitting');
    quit.request('finish');
    await ended;
    expect(diary).toEqual(['begin', 'close finish', 'close now', 'flush', 'end done']);
  });

  it('ends in bounded time even when the executor never stops', async () => {
    const { quit, clock, diary, ended } = createQuit(never);
    quit.request('finish');
    await settle();
    clock.advance(320_000);
    await settle();
    expect(diary.at(-1)).toBe('close now');
    clock.advance(4000);
    await ended;
    expect(diary.at(-1)).toBe('end done');
  });

  it('ends when a step fails', async () => {
    const { quit, diary, ended } = createQuit(() => Promise.reject(new Error('broken')));
    quit.request('finish');
    await ended;
    expect(diary).toEqual(['begin', 'close finish', 'flush', 'end done']);
  });
});
