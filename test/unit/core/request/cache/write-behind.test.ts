import { describe, expect, it } from 'vitest';
import type { CacheEntry } from '../../../../../core/request/cache/entries/codec.ts';
import { WriteBehind } from '../../../../../core/request/cache/keeping/write-behind.ts';
import { cachedCompletion } from '../../../../utils/cache.ts';

function entry(content: string): CacheEntry {
  return { storedAtMs: 1, completion: { ...cachedCompletion, content } };
}

/** A slow store: each write ends when the test lets it. */
function slowWrites() {
  const begun: { name: string; content: string; end: () => void }[] = [];
  const writes = new WriteBehind(
    (name, { completion }) => new Promise((end) => begun.push({ name, content: completion.content, end })),
  );
  const next = async (index: number) => {
    for (;;) {
      const found = begun[index];
      if (found) return found;
      await new Promise(setImmediate);
    }
  };
  return { writes, begun, next };
}

describe('WriteBehind', () => {
  it('writes after the caller has gone on, one entry after another', async () => {
    const { writes, begun, next } = slowWrites();
    writes.add('a', entry('1'));
    writes.add('b', entry('2'));
    expect(begun).toEqual([]);
    const first = await next(0);
    expect(begun.map(({ name }) => name)).toEqual(['a']);
    first.end();
    (await next(1)).end();
    await writes.idle();
    expect(begun.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('shows an entry until it is stored', async () => {
    const { writes, next } = slowWrites();
    writes.add('a', entry('1'));
    expect(writes.peek('a')).toEqual(entry('1'));
    (await next(0)).end();
    await writes.idle();
    expect(writes.peek('a')).toBeNull();
  });

  it('writes an entry again that was replaced while it was written', async () => {
    const { writes, begun, next } = slowWrites();
    writes.add('a', entry('old'));
    const first = await next(0);
    writes.add('a', entry('new'));
    first.end();
    expect((await next(1)).content).toBe('new');
    expect(writes.peek('a')).toEqual(entry('new'));
    begun[1]?.end();
    await writes.idle();
    expect(writes.peek('a')).toBeNull();
  });

  it('drops what is too much, in number and in size', async () => {
    const { writes } = slowWrites();
    const taken = Array.from({ length: 100 }, (_, index) => writes.add(`entry ${index}`, entry('x')));
    expect(taken.filter(Boolean)).toHaveLength(64);
    const large = slowWrites().writes;
    const half = entry('x'.repeat(9 * 1024 * 1024));
    expect([large.add('a', half), large.add('b', half)]).toEqual([true, false]);
  });

  it('forgets what was not stored when it is cleared, and works on', async () => {
    const { writes, begun, next } = slowWrites();
    writes.add('a', entry('1'));
    writes.add('b', entry('2'));
    const first = await next(0);
    writes.clear();
    expect(writes.peek('b')).toBeNull();
    first.end();
    await writes.idle();
    writes.add('c', entry('3'));
    await next(1);
    expect(begun.map(({ name }) => name)).toEqual(['a', 'c']);
  });
});
