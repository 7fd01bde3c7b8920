import type { Benchmark, DoctorReport } from '../../../core/control/schemas/doctor.ts';
import type { MarkKind } from '../../components/status/Mark.tsx';
import { formatPlural } from '../../format/counts.ts';
import { programName } from './program.ts';

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

/** What the program of a report is called. */
export const reportName = ({ kind, name }: DoctorReport): string =>
  kind === 'lloom' || kind === 'unknown' ? name : programName({ kind, name });

/** The version alone: some programs tell it with their name before it. */
export const reportVersion = (report: DoctorReport): string | null =>
  report.version?.startsWith(`${reportName(report)} `)
    ? report.version.slice(reportName(report).length + 1)
    : report.version;

/** A report in a few words: "all good", "1 warning", "2 problems, 1 warning". */
export function reportWords(report: DoctorReport): string {
  if (isAbsent(report)) return 'not found';
  if (report.kind === 'lloom' && !report.configured) return 'no model program';
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
        `${reportName(report)}${report.version ? ` ${reportVersion(report)}` : ''}, ${report.address}: ${reportWords(report)}`,
        ...report.lines.flatMap(({ topic, verdict, finding, fix }) => [
          `  ${verdict}: ${topicNames[topic]}: ${finding}`,
          ...(fix ? [`    fix: ${fix}`] : []),
        ]),
      ].join('\n'),
    )
    .join('\n\n');

/** One place where a model program could be. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly finding: string;
  readonly fix: string | null;
  readonly kind: MarkKind;
}

/** Where programs are looked for though nobody configured them; the test tells of those that answer. */
const usualPlaces = [
  { name: 'LM Studio', port: '1234', fix: 'In LM Studio: Developer, Start server' },
  { name: 'Ollama', port: '11434', fix: 'Start Ollama' },
  { name: 'llama.cpp', port: '8080', fix: null },
] as const;

/** What the test found and, below it, the usual places where nobody answered. */
export function placesOf(reports: readonly DoctorReport[]): readonly Place[] {
  const told = reports.map((report): Place => {
    const line = firstFinding(report);
    const kind = isAbsent(report) ? 'none' : report.kind === 'lloom' ? 'info' : verdictMarks[report.verdict];
    const problem = kind === 'problem' ? 'warning' : kind;
    return {
      id: report.address,
      name: reportName(report),
      address: shortUrl(report.address),
      finding: line?.finding ?? 'No answer.',
      fix: line?.fix ?? null,
      kind: problem,
    };
  });
  const silent = usualPlaces
    .filter(({ port }) => !told.some(({ address }) => address.endsWith(`:${port}`)))
    .map(({ name, port, fix }): Place => {
      const address = `localhost:${port}`;
      return { id: address, name, address, finding: 'No answer.', fix, kind: 'none' };
    });
  return [...told, ...silent];
}

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
