import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '../../../../core/foundation/errors/index.ts';
import { describeProblem } from '../../../../renderer/store/selectors/problems.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { problemOf } from '../../../fakes/scenes.ts';

const { status } = servingScene(1_700_000_000_000);

describe('the words for a problem', () => {
  it('exist for every code, as a reason, a sentence and a hint', () => {
    for (const code of Object.keys(errorTable) as ErrorCode[]) {
      const words = describeProblem(problemOf(code), status);
      expect(words.reason, code).not.toMatch(/\.$/);
      expect(words.title, code).toMatch(/\.$/);
      expect(words.text, code).not.toBe('');
      expect(`${words.reason} ${words.title} ${words.text}`, code).not.toContain(code);
    }
  });

  it('name the model program, and how to start the one that is known', () => {
    expect(describeProblem(problemOf('BACKEND_UNREACHABLE'), status).text).toContain('Developer, Start server');
    const other = { ...status, backend: { ...status.backend, kind: 'openai', name: 'llama-server' } };
    expect(describeProblem(problemOf('BACKEND_UNREACHABLE'), other).title).toBe('llama-server does not answer.');
    expect(describeProblem(problemOf('BACKEND_UNREACHABLE'), other).text).toContain('base_url');
  });

  it('lead to the prices when they are too high', () => {
    expect(describeProblem(problemOf('PRICING_ABOVE_CLIENT_OFFER'), status).remedy).toMatchObject({
      screen: 'pricing',
    });
  });
});
