import { describe, expect, it } from 'vitest';
import { compilePatterns, patternProblem } from '../../../../../core/request/content-filter/patterns.ts';

describe('patternProblem', () => {
  it.each([
    ['malicious.*pattern', null],
    ['(?i)dangerous\\s+content', null],
    ['[', 'is not a pattern: missing closing ], at character 1'],
    ['ü(?=x)', 'is not a pattern: invalid or unsupported Perl syntax, at character 2'],
    ['(a)\\1', 'is not a pattern: invalid escape sequence, at character 4'],
    ['a{1001}', 'is not a pattern: invalid repeat count, at character 2'],
    ['', 'fits the empty text, and so every text'],
    ['x*', 'fits the empty text, and so every text'],
    ['(?:abc){400}', 'is too large: 1202 steps, at most 1000; repeat less often'],
    ['x'.repeat(513), 'is longer than 512 characters'],
  ])('says of %j: %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
  });
});

describe('compilePatterns', () => {
  it('names patterns by place and hash, so that counts do not show them', () => {
    const labels = compilePatterns(['secret', 'other']).map(({ label }) => label);
    expect(labels).toEqual(['pattern 1 (2bb80d53)', 'pattern 2 (d9298a10)']);
  });
});
