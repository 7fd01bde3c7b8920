import { expect, test } from 'vitest';
import { ByteBudget } from '../../../../../core/network/llm/byte-budget.ts';

test('all readers together hold no more than the budget, and what one gives back another may take', () => {
  const budget = new ByteBudget(100);
  const first = budget.open();
  const second = budget.open();
  first.take(60);
  second.take(40);
  expect(() => second.take(1)).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
  first.release();
  first.release();
  second.take(60);
  expect(() => first.take(1)).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
});
