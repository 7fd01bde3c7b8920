import { describe, expect, it } from 'vitest';
import { hrefOf, locationOf, queryOf, rowsHref, screenIds, screenOf } from '../../../renderer/location.ts';

describe('addresses in the window', () => {
  it('lead to their screen', () => {
    for (const id of screenIds) expect(screenOf(locationOf(hrefOf(id)))).toBe(id);
  });

  it('that nobody knows lead to the Overview', () => {
    expect(['', 'x', '../earnings', 'earnings/x'].map(screenOf)).toEqual(Array(4).fill('overview'));
  });

  it('carry the period and the filter of the rows behind a number', () => {
    const location = locationOf(rowsHref('today', { state: 'void', model: null }));
    expect(screenOf(location)).toBe('earnings');
    expect(Object.fromEntries(queryOf(location))).toEqual({ period: 'today', state: 'void' });
  });
});
