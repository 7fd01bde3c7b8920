import { describe, expect, it } from 'vitest';
import { countVitest } from '../../../setup/runner/vitest-report.ts';

const report = (changes: object) =>
  JSON.stringify({ numPassedTests: 5, numFailedTests: 0, success: true, testResults: [], ...changes });

describe('counting a run of vitest', () => {
  it('takes the numbers of a clean run', () => {
    expect(countVitest(report({}), 0)).toEqual({ passed: 5, failed: 0 });
  });

  it('takes the failures', () => {
    expect(countVitest(report({ numFailedTests: 2, success: false }), 1)).toEqual({ passed: 5, failed: 2 });
  });

  it('counts a file that could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countVitest(report({ success: false, testResults }), 1)).toEqual({ passed: 5, failed: 1 });
  });

  it('counts an error outside of every test', () => {
    expect(countVitest(report({}), 1)).toEqual({ passed: 5, failed: 1 });
  });

  it('counts a run that was ended before it wrote its report', () => {
    expect(countVitest(undefined, null)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest('{"numPassed', 0)).toEqual({ passed: 0, failed: 1 });
  });
});
