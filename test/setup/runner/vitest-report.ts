import type { Tally } from './stage.ts';

/** The parts of vitest's JSON report that are counted. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Counts a run of vitest. Whatever went wrong outside of a test counts as one more failure:
 * a file that could not be loaded, an error nobody caught, a run that was ended or left no report.
 *
 * @param reportText - Content of the JSON report; undefined when there is none.
 * @param status - Exit status of vitest; null when it was ended.
 */
export function countVitest(reportText: string | undefined, status: number | null): Tally {
  const report = parseReport(reportText);
  if (report === undefined) return { passed: 0, failed: 1 };
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloadable;
  const clean = status === 0 && report.success;
  return { passed: report.numPassedTests, failed: failed === 0 && !clean ? 1 : failed };
}

function parseReport(text: string | undefined): VitestReport | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as VitestReport);
  } catch {
    return undefined;
  }
}
