import { expect, it } from 'vitest';
import { systemClock as clock } from '../../../../../../core/foundation/clock.ts';
import { type DoctorReport, runDoctor } from '../../../../../../core/inference/backends/index.ts';
import { type Fault, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';

const kinds = ['lmstudio', 'ollama', 'llama-cpp', 'openai'] as const;

/** One of every kind of fault that a scripted program has; a new kind does not compile until it stands here. */
const faults: { readonly [Kind in Fault['kind']]: Extract<Fault, { kind: Kind }> } = {
  'slow-first-token': { kind: 'slow-first-token', delayMs: 50 },
  stall: { kind: 'stall', afterPieces: 2 },
  cut: { kind: 'cut', afterPieces: 3 },
  'early-end': { kind: 'early-end', afterPieces: 3 },
  'error-200': { kind: 'error-200' },
  'error-in-stream': { kind: 'error-in-stream', afterPieces: 2 },
  status: { kind: 'status', status: 500 },
  'newer-limit': { kind: 'newer-limit' },
  'not-a-stream': { kind: 'not-a-stream' },
  'no-usage': { kind: 'no-usage' },
  'usage-on-content': { kind: 'usage-on-content' },
  'zero-usage': { kind: 'zero-usage' },
  huge: { kind: 'huge', bytes: 12_000_000 },
  'endless-line': { kind: 'endless-line' },
  'bad-json': { kind: 'bad-json' },
  'stale-socket': { kind: 'stale-socket' },
  loading: { kind: 'loading' },
  'garbage-models': { kind: 'garbage-models' },
  'silent-models': { kind: 'silent-models' },
};

const limits = { timeoutMs: 8000, firstTokenTimeoutMs: 5000, stallTimeoutMs: 400 };

async function examine(kind: (typeof kinds)[number], fault: Fault): Promise<DoctorReport> {
  const server = await startLlmServer({ dialect: kind });
  server.setFault(fault);
  const client = openBackend(backendSettings(kind, server.url), { limits });
  try {
    const options = { maxConcurrentRequests: 4, model: null, home: null, ports: [], signal: going() };
    const configured = [{ client, baseUrl: server.url }];
    const [report] = await runDoctor({ clock }, { ...options, configured });
    if (report === undefined) throw new Error('There is no report.');
    return report;
  } finally {
    await client.close();
    await server.close();
  }
}

/** What it says of a fault: neither of speed, which differs from run to run, nor of a context that this API never tells. */
const cell = ({ lines }: DoctorReport) => {
  const told = lines.filter(
    ({ topic, verdict }) => topic !== 'speed' && topic !== 'context' && (verdict === 'bad' || verdict === 'warning'),
  );
  return told.map(({ topic, verdict, finding }) => `${verdict}: ${topic}: ${finding}`).join(' ') || 'nothing bad';
};

it('says of each fault in each dialect what is wrong, always with what to do', { timeout: 120_000 }, async () => {
  const rows: string[] = [];
  for (const [name, fault] of Object.entries(faults)) {
    const reports = await Promise.all(kinds.map((kind) => examine(kind, fault)));
    for (const { lines } of reports)
      for (const line of lines) if (line.verdict === 'bad') expect(line.fix, `${name}: ${line.finding}`).toMatch(/\.$/);
    const cells = reports.map((report) => cell(report).replace(/http:\/\/127\.0\.0\.1:\d+/g, 'its address'));
    rows.push(`| ${name} | ${cells.join(' | ')} |`);
  }
  const head = `| Fault | ${kinds.join(' | ')} |\n| --- |${' --- |'.repeat(kinds.length)}`;
  await expect(`${head}\n${rows.join('\n')}\n`).toMatchFileSnapshot('./faults.md');
});
