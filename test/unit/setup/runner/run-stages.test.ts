import { describe, expect, it } from 'vitest';
import { format, runStages } from '../../../setup/runner/run-stages.ts';

describe('running the stages', () => {
  it('runs all of them, whatever one does, adds up, and names those that failed', async () => {
    const lines: string[] = [];
    const stages = [
      { name: 'good', run: async () => ({ passed: 3, failed: 0 }) },
      { name: 'broken', run: () => Promise.reject(new Error('no')) },
      { name: 'half', run: async () => ({ passed: 2, failed: 4 }) },
    ];
    const tally = await runStages(stages, (line) => lines.push(line));
    expect(format(tally)).toBe('5 passed, 5 failed');
    expect(lines.at(-1)).toBe('\nFailed: broken; half');
  });
});
