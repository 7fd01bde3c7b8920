import { describe, expect, it } from 'vitest';
import type { FinishedItem } from '../../../../core/control/schemas/work.ts';
import { errorTable } from '../../../../core/foundation/errors/index.ts';
import {
  outcomeCounts,
  outcomeOf,
  outcomeOfRow,
  outcomeSummary,
} from '../../../../renderer/store/selectors/outcomes.ts';
import { fakeRow, servingScene } from '../../../fakes/control-scene.ts';

const finished = (outcome: string) => {
  const [item] = servingScene(1_700_000_000_000).queue.recent;
  if (!item) throw new Error('the scene has no ended request');
  return outcomeOf({ ...item, outcome, durationMs: 2600 });
};

describe('how a request ended', () => {
  it('answered, with its time', () => {
    expect(finished('accrued')).toEqual({ kind: 'good', word: 'Answered', text: 'In 2.6 s; the client received it' });
  });

  it('tells refusals by your own rules as information and faults as problems', () => {
    expect(finished('VALIDATION_PRICE_TOO_LOW')).toMatchObject({ kind: 'info', word: 'Refused' });
    expect(finished('VALIDATION_STALE')).toMatchObject({ kind: 'info', word: 'Refused' });
    expect(finished('QUEUE_CLIENT_GONE')).toMatchObject({ kind: 'warning', word: 'Client left' });
    expect(finished('BACKEND_FAILED')).toMatchObject({ kind: 'problem', word: 'Failed' });
  });

  it('has plain words for every code, and shows no code or unknown text', () => {
    for (const code of Object.keys(errorTable)) {
      expect(finished(code).text, code).toMatch(/^[^.]+$/);
      expect(finished(code).text, code).not.toContain(code);
    }
    expect(finished('<b>odd</b>')).toEqual({ kind: 'problem', word: 'Failed', text: 'Nothing charged' });
  });

  it('is counted by its way, most often first, with the rules that refused', () => {
    const counts = outcomeCounts({
      outcomes: { accrued: 1431, RATE_LIMITED: 17, CONTENT_BLOCKED_PROMPT: 2, CONTENT_BLOCKED_RESPONSE: 1 },
      blockedByRule: [{ rule: 'pattern 1', count: 3 }],
      rateLimitedByRule: [
        { rule: 'peers', count: 12 },
        { rule: 'addresses', count: 5 },
      ],
    });
    expect(counts.map(({ word, count, rules }) => [word, count, rules])).toEqual([
      ['Answered', 1431, []],
      ['Refused', 17, ['peers 12', 'addresses 5']],
      ['Refused', 2, ['pattern 1 3']],
      ['Refused', 1, []],
    ]);
    const ends = ['accrued', 'RATE_LIMITED', 'accrued', 'BACKEND_FAILED'];
    const [item] = servingScene(1_700_000_000_000).queue.recent;
    expect(outcomeSummary(ends.map((outcome) => ({ ...(item as FinishedItem), outcome })))).toBe(
      '2 answered, 1 refused, 1 failed',
    );
  });

  it('of the ledger says where the request stands', () => {
    expect(outcomeOfRow(fakeRow(1, 0)).word).toBe('Accrued');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'signed' })).word).toBe('In progress');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'void', voidReason: 'EXECUTOR_RESTARTED' })).word).toBe('Lost');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'void', voidReason: 'QUEUE_CANCELLED' })).word).toBe('Cancelled');
  });
});
