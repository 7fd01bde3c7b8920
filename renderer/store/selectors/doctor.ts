import type { Benchmark, DoctorReport } from '../../../core/control/schemas/doctor.ts';
import type { MarkKind } from '../../components/status/Mark.tsx';
import { formatPlural } from '../../format/counts.ts';

type Line = DoctorReport['lines'][number];

/** What each thing that was looked at is called. */
export const topicNames: Readonly<Record<Line['topic'], string>> = {
  reach: 'Answers',
  version: 'Version',
  authentication: 'Access key',
  models: 'Models',
  context: 'Context',
  slots: 'Requests at once',
  answer: 'An answer',
  usage: 'Counts its tokens',
  cancel: 'Stops when asked',
  speed: 'Speed',
  memory: 'Memory',
};

/** The sign in front of a line. */
export const verdictMarks: Readonly<Record<Line['verdict'], MarkKind>> = {
  good: 'good',
  warning: 'warning',
  bad: 'problem',
  skipped: 'none',
};

/** True for an address where nobody answers and nobody is expected: no fault of anything. */
export const isAbsent = ({ configured, verdict, lines }: DoctorReport): boolean =>
  !configured && verdict === 'bad' && lines.some(({ topic, verdict }) => topic === 'reach' && verdict === 'bad');

/** A report in a few words: "all good", "1 warning", "2 problems, 1 warning". */
export function reportWords(report: DoctorReport): string {
  if (isAbsent(report)) return 'not found';
  const count = (of: Line['verdict']) => report.lines.filter(({ verdict }) => verdict === of).length;
  const words = [
    count('bad') > 0 ? formatPlural(count('bad'), 'problem') : '',
    count('warning') > 0 ? formatPlural(count('warning'), 'warning') : '',
  ].filter(Boolean);
  return words.join(', ') || 'all good';
}

/** The first thing to know of a report, for a list: what is wrong, or that it answers. */
export function firstFinding({ lines }: DoctorReport): Line | null {
  return lines.find(({ verdict }) => verdict === 'bad' || verdict === 'warning') ?? lines[0] ?? null;
}

/** Reports as plain text, to be pasted where help is asked for. */
export const reportsText = (reports: readonly DoctorReport[]): string =>
  reports
    .map((report) =>
      [
        `${report.name}${report.version ? ` ${report.version}` : ''}, ${report.address}: ${reportWords(report)}`,
        ...report.lines.flatMap(({ topic, verdict, finding, fix }) => [
          `  ${verdict}: ${topicNames[topic]}: ${finding}`,
          ...(fix ? [`    fix: ${fix}`] : []),
        ]),
      ].join('\n'),
    )
    .join('\n\n');

/** Addresses without the protocol, as people type them. */
export const shortUrl = (address: string): string => address.replace(/^https?:\/\//, '').replace(/\/$/, '');

/** The best speed of one request and of all together; null where nothing was measured. */
export function benchmarkBest({ cells }: Benchmark): { readonly one: number | null; readonly all: number | null } {
  const best = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return {
    one: best(cells.filter(({ concurrency }) => concurrency === 1).map((cell) => cell.tokensPerSecond)),
    all: best(cells.map((cell) => cell.totalTokensPerSecond)),
  };
}
