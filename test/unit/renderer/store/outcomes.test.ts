import { describe, expect, it } from 'vitest';
import { errorTable } from '../../../../core/foundation/errors/index.ts';
import { outcomeOf, outcomeOfRow } from '../../../../renderer/store/selectors/outcomes.ts';
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

  it('of the ledger says where the request stands', () => {
    expect(outcomeOfRow(fakeRow(1, 0)).word).toBe('Accrued');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'signed' })).word).toBe('In progress');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'void', voidReason: 'EXECUTOR_RESTARTED' })).word).toBe('Lost');
    expect(outcomeOfRow(fakeRow(1, 0, { state: 'void', voidReason: 'QUEUE_CANCELLED' })).word).toBe('Cancelled');
  });
});
