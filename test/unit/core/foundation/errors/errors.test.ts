import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  ExecutorError,
  errorTable,
  isErrorCode,
  toExecutorError,
} from '../../../../../core/foundation/errors/index.ts';
import { describeErrors } from './describe-errors.ts';

const codes = Object.keys(errorTable) as (keyof typeof errorTable)[];

describe('the table of errors', () => {
  it('equals the documented list', async () => {
    const list = fileURLToPath(new URL('../../../../../core/foundation/errors/README.md', import.meta.url));
    await expect(describeErrors()).toMatchFileSnapshot(list);
  });

  it('holds no code that nothing raises', () => {
    const sources = ['core', 'electron', 'renderer', ':!core/foundation/errors'];
    const used = new Set(
      execFileSync('git', ['grep', '-hoE', '[A-Z]+_[A-Z_]+', '--', ...sources], { encoding: 'utf8' }).split('\n'),
    );
    expect(codes.filter((code) => !used.has(code))).toEqual([]);
  });

  it.each(codes)('says what is so and what to do for %s', (code) => {
    const { message, hint, exitStatus } = errorTable[code];
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(hint).toMatch(/^[A-Z"].*\.$/s);
    expect(exitStatus).toBeGreaterThan(0);
    expect(exitStatus).toBeLessThan(126);
  });

  it('answers only where another executor would refuse too, and closes the stream for everything else', () => {
    const answered = codes.filter((code) => typeof errorTable[code].peer === 'object');
    expect(answered.sort()).toEqual([
      'CONTENT_BLOCKED_PROMPT',
      'CONTENT_BLOCKED_RESPONSE',
      'CONTENT_TOO_LONG',
      'VALIDATION_BAD_SIGNATURE',
      'VALIDATION_DEADLINE_PASSED',
      'VALIDATION_LIMIT_EXCEEDED',
      'VALIDATION_REPLAYED',
      'VALIDATION_STALE',
      'VALIDATION_WRONG_ADDRESSEE',
    ]);
  });
});

describe('ExecutorError', () => {
  it('crosses a process border and leaves cause and stack behind', () => {
    const error = new ExecutorError('QUEUE_FULL', { limit: 3 }, { cause: new Error('secret') });
    const copy = ExecutorError.fromObject(JSON.parse(JSON.stringify(error.toObject())));
    expect(copy).toMatchObject({ code: 'QUEUE_FULL', details: { limit: 3 }, retryable: true });
    expect(JSON.stringify(error.toObject())).not.toContain('secret');
  });

  it.each([null, 'x', {}, { code: 'NO_SUCH_CODE' }, { code: 'toString' }])(
    'takes %j for a fault of the program',
    (value) => {
      expect(ExecutorError.fromObject(value).code).toBe('INTERNAL_FAULT');
    },
  );

  it('keeps an error of ours and wraps every other', () => {
    const ours = new ExecutorError('QUEUE_FULL');
    expect(toExecutorError(ours, 'LEDGER_CONFLICT')).toBe(ours);
    expect(toExecutorError(new Error('x'), 'LEDGER_CONFLICT').code).toBe('LEDGER_CONFLICT');
    expect(isErrorCode('constructor')).toBe(false);
  });
});
