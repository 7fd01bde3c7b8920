import { describe, expect, it } from 'vitest';
import { Outcomes } from '../../../../core/request/index.ts';

describe('Outcomes', () => {
  it('counts by code and by rule, the most frequent first', () => {
    const outcomes = new Outcomes();
    for (const code of ['accrued', 'QUEUE_FULL', 'accrued', 'QUEUE_FULL', 'RATE_LIMITED', 'accrued'] as const)
      outcomes.count(code);
    outcomes.rateLimited('b');
    for (let i = 0; i < 2; i++) outcomes.rateLimited('a');
    outcomes.blocked('pattern 1');
    const view = outcomes.view();
    expect(Object.entries(view.outcomes)).toEqual([
      ['accrued', 3],
      ['QUEUE_FULL', 2],
      ['RATE_LIMITED', 1],
    ]);
    expect(view.rateLimitedByRule).toEqual([
      { rule: 'a', count: 2 },
      { rule: 'b', count: 1 },
    ]);
    expect(view.blockedByRule).toEqual([{ rule: 'pattern 1', count: 1 }]);
  });

  it('keeps a bounded number of names, however often the rules change', () => {
    const outcomes = new Outcomes();
    for (let i = 0; i < 1000; i++) outcomes.blocked(`pattern ${i}`);
    const { blockedByRule } = outcomes.view();
    expect(blockedByRule).toHaveLength(257);
    expect(blockedByRule[0]).toEqual({ rule: 'other rules', count: 744 });
  });
});
