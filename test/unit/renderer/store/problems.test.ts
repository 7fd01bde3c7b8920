import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '../../../../core/foundation/errors/index.ts';
import { describeProblem } from '../../../../renderer/store/selectors/problems.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { problemOf } from '../../../fakes/problem.ts';
import { brokenConfig } from '../../../fakes/settings-scene.ts';

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

  it('name the lines of a spoiled file and lead to the settings', () => {
    const { problem } = brokenConfig();
    const words = describeProblem(problem ?? problemOf('INTERNAL_FAULT'), status);
    expect(words.text).toContain('Line 12: request_handling.max_queue_sise is not a known key. Did you mean');
    expect(words.remedy).toMatchObject({ kind: 'visit', screen: 'settings' });
  });

  it('offer the restart that changed settings wait for, without alarm', () => {
    const problem = { ...problemOf('CONFIG_NEEDS_RESTART'), details: { keys: ['a.b', 'a.c'] } };
    expect(describeProblem(problem, status)).toMatchObject({
      title: '2 settings wait for a restart.',
      remedy: { kind: 'restart' },
      kind: 'info',
    });
  });

  it('tell which plugin does not run, why, and what that means for requests', () => {
    const away = (details: object) => describeProblem({ ...problemOf('PLUGIN_AWAY'), details: { ...details } }, status);
    const open = away({ plugin: 'logger', because: 'PLUGIN_CRASHED', onFailure: 'open' });
    expect(open.title).toBe('The plugin “logger” does not run.');
    expect(open.text).toMatch(/^The process of a plugin ended\. .* Requests go on without it\.$/);
    expect(away({ plugin: 'filter', because: 'x', onFailure: 'closed' }).text).toBe('No request is served without it.');
  });

  it('lead to the prices when they are too high', () => {
    expect(describeProblem(problemOf('PRICING_ABOVE_CLIENT_OFFER'), status).remedy).toMatchObject({
      screen: 'pricing',
    });
  });
});
