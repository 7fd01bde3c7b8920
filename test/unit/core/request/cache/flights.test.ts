import { describe, expect, it } from 'vitest';
import { Flights } from '../../../../../core/request/cache/flights.ts';
import { cachedCompletion } from '../../../../utils/cache.ts';

const { signal } = new AbortController();

function join(flights: Flights, name: string) {
  const lease = flights.join(name);
  if (lease?.kind !== 'join') throw new Error(`expected to join, got ${lease?.kind}`);
  return lease;
}

describe('Flights', () => {
  it('gives all who follow what the one who leads was answered, and tells it once', async () => {
    const flights = new Flights();
    const landed: string[] = [];
    expect(flights.join('a')).toBeNull();
    const lead = flights.lead('a', ({ content }) => landed.push(content));
    const waits = [join(flights, 'a').wait(signal), join(flights, 'a').wait(signal)];
    lead.settle(cachedCompletion);
    lead.settle({ ...cachedCompletion, content: 'again' });
    expect(await Promise.all(waits)).toEqual([cachedCompletion, cachedCompletion]);
    expect(landed).toEqual([cachedCompletion.content]);
    expect(flights.count).toBe(0);
  });

  it('says who answered, once it is answered', () => {
    const flights = new Flights();
    const lead = flights.lead('a', () => {});
    const follower = join(flights, 'a');
    expect(follower.backend()).toBeNull();
    lead.settle(cachedCompletion, 'stand-in');
    expect(follower.backend()).toBe('stand-in');
  });

  it('gives null to all who follow one that failed, so that the next one leads', async () => {
    const flights = new Flights();
    const landed: unknown[] = [];
    const lead = flights.lead('a', (completion) => landed.push(completion));
    const wait = join(flights, 'a').wait(signal);
    lead.settle(null);
    expect(await wait).toBeNull();
    expect(landed).toEqual([]);
    expect(flights.join('a')).toBeNull();
  });

  it('lets one that follows go without disturbing the others', async () => {
    const flights = new Flights();
    const lead = flights.lead('a', () => {});
    const gone = new AbortController();
    const left = join(flights, 'a').wait(gone.signal);
    const stays = join(flights, 'a').wait(signal);
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    lead.settle(cachedCompletion);
    expect(await stays).toEqual(cachedCompletion);
  });

  it('sends further ones to generate for themselves when too many follow, until one leaves', async () => {
    const flights = new Flights({ maxFollowers: 2 });
    flights.lead('a', () => {});
    const gone = new AbortController();
    const first = join(flights, 'a').wait(gone.signal);
    join(flights, 'a');
    expect(flights.join('a')).toEqual({ kind: 'none' });
    gone.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(flights.join('a')?.kind).toBe('join');
  });

  it('keeps questions apart', async () => {
    const flights = new Flights();
    const a = flights.lead('a', () => {});
    flights.lead('b', () => {});
    const wait = join(flights, 'b').wait(AbortSignal.abort(new Error('at once')));
    await expect(wait).rejects.toThrow('at once');
    a.settle(cachedCompletion);
    expect(flights.join('a')).toBeNull();
    expect(flights.join('b')?.kind).toBe('join');
  });
});
