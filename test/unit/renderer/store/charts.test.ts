import { describe, expect, it } from 'vitest';
import type { EarningsBucket } from '../../../../core/control/schemas/money.ts';
import {
  colourOf,
  daysChart,
  describeDays,
  describeHours,
  hoursChart,
} from '../../../../renderer/store/selectors/charts.ts';
import { withModels } from '../../../../renderer/store/slices/models.ts';

const bucket = (day: string, model: string, accruedWei: bigint): EarningsBucket => ({
  day,
  model,
  accruedWei: accruedWei.toString(),
  answers: 1,
  inboundTokens: 10,
  outboundTokens: 20,
  voids: 0,
  energyJoules: 0,
});
const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).getTime();
const week = { fromMs: at(6), toMs: at(13) };

describe('colours of models', () => {
  it('stay with the model when others come', () => {
    const order = withModels(withModels([], ['b', 'a']), ['a', 'c', 'b']);
    expect(order).toEqual(['b', 'a', 'c']);
    expect(['b', 'a', 'c'].map((model) => colourOf(model, order))).toEqual([1, 2, 3]);
  });

  it('are grey from the sixth model on', () => {
    const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(order.map((model) => colourOf(model, order))).toEqual([1, 2, 3, 4, 5, 6, 6]);
    expect(colourOf('never seen', order)).toBe(6);
  });
});

describe('the chart of days', () => {
  it('has every day of the period and exact sums', () => {
    const wei = 10n ** 15n;
    const data = daysChart(
      [bucket('2026-11-06', 'a', wei), bucket('2026-11-06', 'b', 2n * wei), bucket('2026-11-08', 'a', 5n * wei)],
      week,
      ['a', 'b'],
    );
    expect(data.groups.map((group) => group.id)).toEqual(
      [6, 7, 8, 9, 10, 11, 12].map((day) => `2026-11-${String(day).padStart(2, '0')}`),
    );
    expect(data.groups[0]).toMatchObject({ label: 'Fri 6', total: '0.003000', values: { b: { text: '0.002000' } } });
    expect(data.groups[1]).toMatchObject({ total: '0', values: {} });
    expect(describeDays(data)).toContain('0.005000 ETH');
  });

  it('puts the sixth model and later ones together', () => {
    const models = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const data = daysChart(
      models.map((model) => bucket('2026-11-06', model, 10n ** 15n)),
      week,
      models,
    );
    expect(data.series.map((series) => series.label)).toEqual(['a', 'b', 'c', 'd', 'e', 'other']);
    expect(data.groups[0]?.values['(other)']?.text).toBe('0.002000');
  });

  it('becomes monthly when the days would not fit, and begins with the first answer', () => {
    const data = daysChart(
      [bucket('2026-08-20', 'a', 1n), bucket('2026-11-06', 'a', 1n)],
      { fromMs: 0, toMs: at(13) },
      ['a'],
    );
    expect(data.groups.map((group) => group.label)).toEqual(['Aug 2026', 'Sep 2026', 'Oct 2026', 'Nov 2026']);
  });

  it('is empty, without days, before the first answer', () => {
    expect(daysChart([], { fromMs: 0, toMs: at(13) }, [])).toEqual({ series: [], groups: [] });
  });
});

describe('the chart of hours', () => {
  const hours = [
    { startMs: at(6, 9), answers: { a: 2, b: 1 } },
    { startMs: at(6, 16), answers: { a: 26 } },
  ];
  it('has all 24 hours', () => {
    const { groups } = hoursChart(hours, ['a', 'b']);
    expect(groups).toHaveLength(24);
    expect(groups[9]).toMatchObject({ label: '09:00', longLabel: '09:00 to 10:00', total: '3' });
    expect(groups[10]?.total).toBe('0');
  });

  it('is told in words', () => {
    expect(describeHours(hours)).toBe('29 answers so far. The busiest hour was 16:00 with 26.');
    expect(describeHours([])).toBe('No answers so far.');
  });
});
