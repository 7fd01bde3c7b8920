import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import type { CacheStore, StoreLimits } from '../../../../../core/request/cache/index.ts';
import { GuardedStore } from '../../../../../core/request/cache/keeping/guarded-store.ts';
import { keepingLogger, type LoggedLine } from '../../../../utils/keeping-logger.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

const limits: StoreLimits = { maxBytes: 1000, maxEntryBytes: 100, ttlMs: 1000 };
const value = new Uint8Array([1, 2, 3]);
const { signal } = new AbortController();

/** What a store does when it is asked; `works`: as it should. */
type Mood = 'works' | 'fails' | 'hangs' | 'refuses';

function setUp({ mood: first = 'works' }: { mood?: Mood } = {}) {
  const clock = createManualClock();
  const lines: LoggedLine[] = [];
  const seen = { starts: 0, stops: 0, gets: 0, failures: 0, aborted: 0 };
  let mood = first;
  const count = (what: keyof typeof seen) => {
    seen[what] += 1;
  };
  const act = <Result>(result: Result, calls?: { readonly signal: AbortSignal }): Promise<Result> => {
    calls?.signal.addEventListener('abort', () => count('aborted'), { once: true });
    if (mood === 'fails') return Promise.reject(new TypeError('it broke'));
    if (mood === 'refuses') return Promise.reject(new ExecutorError('CACHE_ENTRY_UNUSABLE'));
    return mood === 'hangs' ? new Promise(() => {}) : Promise.resolve(result);
  };
  const store: CacheStore = {
    start: () => act(count('starts')),
    stop: async () => count('stops'),
    get(_name, call) {
      count('gets');
      return act(value, call);
    },
    set: (_name, _value, call) => act(undefined, call),
    delete: (_name, call) => act(undefined, call),
    clear: (call) => act(undefined, call),
    usage: (call) => act({ entries: 1, bytes: 3 }, call),
    configure: () => {},
  };
  const guarded = new GuardedStore(
    {
      clock,
      random: { fraction: () => 0.5, id: () => 'id' },
      logger: keepingLogger(lines),
      kind: { leavesProcess: true, operationLimitMs: 250, openLimitMs: 2000, create: async () => store },
      create: async () => store,
      onFailure: () => count('failures'),
    },
    limits,
  );
  const turn = () => new Promise(setImmediate);
  /** Lets time pass and everything that follows from it happen. */
  const pass = async (byMs: number) => {
    clock.advance(byMs);
    await turn();
  };
  const be = (next: Mood) => {
    mood = next;
  };
  return { guarded, clock, lines, seen, pass, turn, be };
}

describe('GuardedStore', () => {
  it('hands on what the store says', async () => {
    const { guarded, seen } = setUp();
    await guarded.start();
    expect(guarded.state).toBe('ready');
    expect(await guarded.get('a', signal)).toEqual(value);
    expect(await guarded.set('a', value)).toBe(true);
    expect(await guarded.usage()).toEqual({ entries: 1, bytes: 3 });
    await guarded.clear();
    expect(seen.failures).toBe(0);
  });

  it('waits 250 ms at most, aborts what hangs and takes it for a miss', async () => {
    const { guarded, clock, seen, be } = setUp();
    await guarded.start();
    be('hangs');
    const calls = Promise.all([guarded.get('a', signal), guarded.set('a', value), guarded.usage()]);
    clock.advance(249);
    expect(seen.aborted).toBe(0);
    clock.advance(1);
    expect(await calls).toEqual([null, false, null]);
    expect(seen).toMatchObject({ failures: 3, aborted: 3 });
    expect(clock.timerCount).toBe(0);
  });

  it('leaves the store alone after five failures in a row, with one warning', async () => {
    const { guarded, lines, seen, be } = setUp();
    await guarded.start();
    be('fails');
    for (let index = 0; index < 4; index += 1) await guarded.get('a', signal);
    be('works');
    await guarded.get('a', signal);
    be('fails');
    for (let index = 0; index < 4; index += 1) await guarded.get('a', signal);
    expect(guarded.state).toBe('ready');
    await guarded.get('a', signal);
    expect(guarded.state).toBe('unreachable');
    const { gets } = seen;
    expect(await guarded.get('a', signal)).toBeNull();
    expect(await guarded.set('a', value)).toBe(false);
    expect(seen).toMatchObject({ gets, stops: 1, failures: 9 });
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('opens it again at growing distances until it answers, and says so once', async () => {
    const { guarded, lines, seen, pass, be } = setUp({ mood: 'fails' });
    await guarded.start();
    expect(guarded.state).toBe('unreachable');
    const starts = async (afterMs: number) => {
      await pass(afterMs);
      return seen.starts;
    };
    expect(await starts(999)).toBe(1);
    expect(await starts(1)).toBe(2);
    expect(await starts(1999)).toBe(2);
    expect(await starts(1)).toBe(3);
    for (const waitMs of [4000, 8000, 16_000, 32_000, 60_000, 60_000]) await pass(waitMs);
    expect(seen.starts).toBe(9);
    be('works');
    await pass(60_000);
    expect(guarded.state).toBe('ready');
    expect(await guarded.get('a', signal)).toEqual(value);
    expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('delays a start by a second at most when the store hangs, and goes on opening it', async () => {
    const { guarded, clock, pass, be } = setUp({ mood: 'hangs' });
    let isStarted = false;
    const starting = guarded.start().then(() => {
      isStarted = true;
    });
    await pass(999);
    expect(isStarted).toBe(false);
    clock.advance(1);
    await starting;
    expect(await guarded.get('a', signal)).toBeNull();
    await pass(1000);
    be('works');
    await pass(1000);
    expect(guarded.state).toBe('ready');
  });

  it('tells of an entry that cannot be used, which is no failure of the store', async () => {
    const { guarded, seen, be } = setUp();
    await guarded.start();
    be('refuses');
    for (let index = 0; index < 10; index += 1)
      await expect(guarded.get('a', signal)).rejects.toMatchObject({ code: 'CACHE_ENTRY_UNUSABLE' });
    expect(guarded.state).toBe('ready');
    expect(seen.failures).toBe(0);
  });

  it('takes a client that leaves for no failure of the store', async () => {
    const { guarded, seen, be } = setUp();
    await guarded.start();
    be('hangs');
    const gone = new AbortController();
    const getting = guarded.get('a', gone.signal);
    gone.abort(new Error('gone'));
    await expect(getting).rejects.toThrow('gone');
    expect(seen).toMatchObject({ failures: 0, aborted: 1 });
  });

  it('refuses to clear what does not answer', async () => {
    const { guarded, clock, be, turn } = setUp({ mood: 'fails' });
    await expect(guarded.clear()).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    await guarded.start();
    await expect(guarded.clear()).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
    be('works');
    clock.advance(1000);
    await turn();
    be('hangs');
    const clearing = guarded.clear();
    clock.advance(30_000);
    await expect(clearing).rejects.toMatchObject({ code: 'CACHE_UNAVAILABLE' });
  });

  it('can be stopped while it is unreachable and is not opened again then', async () => {
    const { guarded, seen, pass } = setUp({ mood: 'fails' });
    await guarded.start();
    await guarded.stop();
    await guarded.stop();
    await pass(120_000);
    expect(seen.starts).toBe(1);
    expect(guarded.state).toBe('off');
  });
});
