import { expect, it } from 'vitest';
import { describeProblem } from '../../../../../core/cli/output/describe-error.ts';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';

it('tells what is so, the facts of the case, and what to do', () => {
  const error = new ExecutorError('EXECUTOR_ALREADY_RUNNING', { pid: 17, face: 'app', since: null });
  expect(describeProblem(error)).toBe(
    [
      'error: An executor already runs on this data folder.',
      '  pid: 17',
      '  face: app',
      'hint: Use that one, stop it with "lloom-executor stop", or choose another folder with LLOOM_DATA_DIR.',
    ].join('\n'),
  );
});

it('lists every problem of a configuration with its place', () => {
  const problem = {
    source: '/c.toml',
    line: 3,
    key: 'pricing.x',
    problem: 'is not a known key',
    expected: null,
    hint: null,
  };
  const error = new ExecutorError('CONFIG_INVALID', { problems: [problem, { ...problem, line: 9 }] });
  expect(describeProblem(error)).toContain('  /c.toml:3: pricing.x is not a known key.\n  /c.toml:9: pricing.x is not');
});

it('lists the fields of a refused call', () => {
  const error = new ExecutorError('CONTROL_BAD_INPUT', { problems: [{ field: 'mode', problem: 'Invalid option' }] });
  expect(describeProblem(error)).toContain('\n  mode: Invalid option\n');
});

it('prefers the hint of the case to that of its kind', () => {
  const error = new ExecutorError('USAGE_INVALID', { problem: "unknown command 'strat'", hint: 'Did you mean start?' });
  expect(describeProblem(error)).toBe(
    "error: The command was not understood.\n  unknown command 'strat'\nhint: Did you mean start?",
  );
});

it('keeps a text of others on its line', () => {
  const error = new ExecutorError('NETWORK_REFUSED', { executorSays: 'no\nerror: all is lost\u001b[31m' });
  expect(describeProblem(error).split('\n')).toHaveLength(3);
});
