import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock as clock } from '../../../../../../core/foundation/clock.ts';
import { threeDigits } from '../../../../../../core/inference/backends/doctor/checks/words.ts';
import { type DoctorReport, type LlmClient, runDoctor } from '../../../../../../core/inference/backends/index.ts';
import { type Fault, type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';

type Kind = 'lmstudio' | 'ollama' | 'llama-cpp' | 'openai';

interface Asked {
  readonly fault?: Fault | null;
  readonly model?: string | null;
  readonly maxConcurrentRequests?: number;
}

async function visit(
  client: LlmClient,
  baseUrl: string,
  { model = null, maxConcurrentRequests = 4 }: Asked = {},
): Promise<DoctorReport> {
  onTestFinished(() => client.close());
  const options = { maxConcurrentRequests, model, home: null, ports: [], signal: going() };
  const [report] = await runDoctor({ clock }, { ...options, configured: [{ client, baseUrl }] });
  if (report === undefined) throw new Error('There is no report.');
  return report;
}

/** Examines a scripted program that the configuration names. */
async function examine(kind: Kind, options: Partial<LlmServerOptions> = {}, asked: Asked = {}): Promise<DoctorReport> {
  const server = await startLlmServer({ dialect: kind, ...options });
  onTestFinished(() => server.close());
  server.setFault(asked.fault ?? null);
  return visit(openBackend(backendSettings(kind, server.url)), server.url, asked);
}

const line = (report: DoctorReport, topic: string) => report.lines.find((one) => one.topic === topic);
const verdicts = (report: DoctorReport) =>
  Object.fromEntries(report.lines.map(({ topic, verdict }) => [topic, verdict]));
const long = { answer: () => 'word '.repeat(300), latencyMs: 300 };

/** Every dialect, with words that only its own remedies have. */
const dialects = [
  { kind: 'lmstudio', start: 'Developer → Start server', key: 'LM Studio asks for a token' },
  { kind: 'ollama', start: 'ollama serve', key: 'Set api_key' },
  { kind: 'llama-cpp', start: 'llama-server -m model.gguf', key: 'llama-server was started with --api-key' },
  { kind: 'openai', start: 'Check base_url', key: 'Set api_key' },
] as const;

describe.each(dialects)('the doctor at $kind', ({ kind, start, key }) => {
  it('finds nothing bad in a program that works', async () => {
    const report = await examine(kind, long);
    expect(report.lines.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
    const works = { reach: 'good', models: 'good', answer: 'good', usage: 'good', cancel: 'good', speed: 'good' };
    expect(verdicts(report)).toMatchObject(works);
    expect(report).toMatchObject({ kind, configured: true });
  });

  it('says how to start one that does not run', async () => {
    const server = await startLlmServer({ dialect: kind });
    await server.close();
    const report = await visit(openBackend(backendSettings(kind, server.url)), server.url);
    const expected = { topic: 'reach', verdict: 'bad', fix: expect.stringContaining(start) };
    expect(report.lines).toEqual([expect.objectContaining(expected)]);
  });

  it('says what to do about an access key, without naming one', async () => {
    const report = await examine(kind, { accessKey: 'hush-hush' });
    expect(line(report, 'authentication')).toMatchObject({ verdict: 'bad', fix: expect.stringContaining(key) });
    expect(JSON.stringify(report)).not.toContain('hush-hush');
  });

  it('says that charges rest on an estimate where no usage is stated', async () => {
    const report = await examine(kind, {}, { fault: { kind: 'no-usage' } });
    expect(line(report, 'usage')).toMatchObject({ verdict: 'warning', fix: expect.stringContaining('estimate') });
  });

  it.each([
    [{ kind: 'status', status: 500 }],
    [{ kind: 'error-200' }],
    [{ kind: 'cut', afterPieces: 3 }],
    [{ kind: 'early-end', afterPieces: 3 }],
    [{ kind: 'error-in-stream', afterPieces: 2 }],
    [{ kind: 'bad-json' }],
  ] satisfies [Fault][])('says that it does not answer, and looks no further: %j', async (fault) => {
    const report = await examine(kind, {}, { fault });
    expect(line(report, 'answer')).toMatchObject({ verdict: 'bad', fix: expect.stringMatching(/\.$/) });
    expect(report.verdict).toBe('bad');
    expect(line(report, 'cancel')).toBeUndefined();
  });

  it('says that a list of models is none', async () => {
    const report = await examine(kind, {}, { fault: { kind: 'garbage-models' } });
    expect(line(report, 'reach')).toMatchObject({ verdict: 'bad' });
  });

  it('says when there is no model of the wanted name', async () => {
    const report = await examine(kind, {}, { model: 'no-such-model' });
    expect(line(report, 'answer')).toMatchObject({ verdict: 'bad', finding: 'It has no model no-such-model.' });
  });
});

describe('what the doctor says of', () => {
  it('LM Studio without loading on demand: which switch to use', async () => {
    expect(line(await examine('lmstudio', { loadsOnDemand: false }), 'models')).toMatchObject({
      verdict: 'warning',
      finding: expect.stringContaining('1 cannot be served'),
      fix: expect.stringContaining('"Just-in-Time Model Loading" under Developer → Server Settings'),
    });
  });

  it('a version of LM Studio that counts wrongly', async () => {
    const old = await examine('lmstudio', { version: '0.3.18' });
    expect(line(old, 'version')).toMatchObject({ verdict: 'bad', fix: expect.stringContaining('0.3.19') });
    expect(line(await examine('lmstudio', { version: '0.4.1' }), 'version')).toMatchObject({ verdict: 'good' });
  });

  it.each([
    ['lmstudio', 'Set "Max Concurrent Predictions" to 12'],
    ['llama-cpp', 'Start llama-server with -np 12'],
  ] as const)('%s with fewer slots than the executor uses', async (kind, fix) => {
    const report = await examine(kind, {}, { maxConcurrentRequests: 12 });
    expect(line(report, 'slots')).toMatchObject({ verdict: 'warning', fix: expect.stringContaining(fix) });
  });

  it('a context that is too short', async () => {
    const model = { id: 'small', type: 'llm', loaded: true, contextLength: 4096, loadedContextLength: 2048 } as const;
    const report = await examine('lmstudio', { models: [model] });
    expect(line(report, 'context')).toMatchObject({
      verdict: 'warning',
      fix: expect.stringContaining('Context Length'),
    });
  });

  it('models of Ollama that another computer runs', async () => {
    const models = [
      { id: 'qwen3:4b', type: 'llm', loaded: true, contextLength: 8192 },
      { id: 'huge:cloud', type: 'llm', loaded: false, contextLength: 8192, remoteHost: 'https://ollama.com' },
    ] as const;
    expect(line(await examine('ollama', { models }), 'models')).toMatchObject({
      verdict: 'warning',
      finding: expect.stringContaining('never offered'),
    });
  });

  it('a program without models', async () => {
    const report = await examine('ollama', { models: [] });
    expect(line(report, 'models')).toMatchObject({ verdict: 'bad', fix: expect.stringContaining('ollama pull') });
  });

  it('a slow answer', async () => {
    const report = await examine('openai', { latencyMs: 3000, answer: () => 'one two three four' });
    expect(line(report, 'speed')).toMatchObject({ verdict: 'warning', fix: expect.stringContaining('smaller model') });
  });

  it('a program that goes on when a request was called off', async () => {
    const report = await examine('llama-cpp', { ...long, goesOnWhenLeft: true });
    expect(line(report, 'cancel')).toMatchObject({ verdict: 'bad', fix: expect.stringContaining('must stop') });
  });
});

it.each([
  [91.84, '91.8'],
  [18_512, '18,500'],
  [4.567, '4.57'],
  [0.5, '0.5'],
])('writes a speed of %d as %s', (value, text) => {
  expect(threeDigits(value)).toBe(text);
});
