import type { Benchmark, DoctorReport } from '../../core/control/schemas/doctor.ts';
import type { CatalogueModel, Model, Pull } from '../../core/control/schemas/models.ts';
import type { Status } from '../../core/control/schemas/status.ts';
import { fakeBackend } from './hardware-scene.ts';
import { problemOf } from './problem.ts';

/** Open models for the built-in engine: two fit, one does not. */
export const fakeCatalogue: readonly CatalogueModel[] = [
  catalogued('qwen2.5-3b-instruct', 'Qwen 2.5 3B Instruct', 'Apache 2.0', 2_104_932_768, true),
  catalogued('phi-3.5-mini-instruct', 'Phi 3.5 Mini Instruct', 'MIT', 2_393_232_672, true),
  catalogued('mistral-small-24b', 'Mistral Small 24B', 'Apache 2.0', 14_333_908_832, false),
];

function catalogued(id: string, title: string, licence: string, sizeBytes: number, fits: boolean): CatalogueModel {
  return { id, title, licence, sizeBytes, needsBytes: Math.round(sizeBytes * 1.2), fits, installed: false };
}

/** A download that is on its way. */
export const fakePull = (id: string, change: Partial<Pull> = {}): Pull => ({
  id,
  state: 'downloading',
  receivedBytes: 1_500_000_000,
  totalBytes: 2_393_232_672,
  bytesPerSecond: 8_700_000,
  problem: null,
  ...change,
});

/** What the doctor says of a good program, of one that needs something, and of nobody. */
export const fakeReports: readonly DoctorReport[] = [
  {
    kind: 'lmstudio',
    name: 'LM Studio',
    address: 'http://localhost:1234',
    version: '0.3.30',
    configured: true,
    verdict: 'warning',
    lines: [
      { topic: 'reach', verdict: 'good', finding: 'It answers in 38 ms.', fix: null },
      { topic: 'cancel', verdict: 'good', finding: 'A cancelled answer ended after 40 ms.', fix: null },
      {
        topic: 'speed',
        verdict: 'good',
        finding: '92 tokens per second with qwen2.5-7b-instruct, first token after 0.21 s.',
        fix: null,
      },
      {
        topic: 'context',
        verdict: 'warning',
        finding: 'The context is 4,096 tokens; many requests are longer.',
        fix: 'In LM Studio: My Models → qwen2.5-7b → Context length → 8192',
      },
    ],
  },
  {
    kind: 'ollama',
    name: 'Ollama',
    address: 'http://localhost:11434',
    version: null,
    configured: false,
    verdict: 'bad',
    lines: [
      { topic: 'reach', verdict: 'bad', finding: 'No answer.', fix: 'ollama serve' },
      { topic: 'models', verdict: 'skipped', finding: 'Not asked.', fix: null },
    ],
  },
  {
    kind: 'lloom',
    name: 'Lloom Executor',
    address: 'http://localhost:8080',
    version: '0.1.0',
    configured: false,
    verdict: 'good',
    lines: [{ topic: 'reach', verdict: 'good', finding: 'This is your own API, no model program.', fix: null }],
  },
];

/** Nobody answers on the usual ports. */
export const noReports: readonly DoctorReport[] = [
  silent('lmstudio', 'LM Studio', 'http://localhost:1234', 'In LM Studio: Developer → Start server'),
  silent('ollama', 'Ollama', 'http://localhost:11434', 'Start Ollama, or get it at ollama.com'),
  silent('llama-cpp', 'llama.cpp', 'http://localhost:8080', null),
];

function silent(kind: string, name: string, address: string, fix: string | null): DoctorReport {
  const lines = [{ topic: 'reach' as const, verdict: 'bad' as const, finding: 'No answer.', fix }];
  return { kind, name, address, version: null, configured: kind === 'lmstudio', verdict: 'bad', lines };
}

/** A benchmark of a model on this computer. */
export const fakeBenchmark = (model: string, atMs: number): Benchmark => ({
  model,
  backend: 'LM Studio',
  atMs,
  warmUpMs: 412,
  cells: [128, 1024].flatMap((promptTokens) =>
    [1, 2, 4, 8].map((concurrency) => ({
      promptTokens,
      outboundTokens: 128,
      concurrency,
      timeToFirstTokenMs: (promptTokens / 8) * (1 + concurrency / 4),
      tokensPerSecond: 92 / (1 + concurrency / 6),
      totalTokensPerSecond: (92 * concurrency) / (1 + concurrency / 6),
      energyJoules: 48,
      failed: concurrency === 8 && promptTokens === 1024 ? 1 : 0,
    })),
  ),
});

/** Two programs and the built-in engine: one does not answer, models load, fail, are off. */
export function severalPrograms(
  nowMs: number,
  models: readonly Model[],
): { backends: Status['backends']; models: Model[] } {
  const [first, second, third] = models;
  if (!first || !second || !third) throw new Error('the scene has too few models');
  const lmStudio = { ...fakeBackend(nowMs), version: '0.3.30' };
  const ollama = {
    ...lmStudio,
    kind: 'ollama',
    name: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434',
    version: '0.12.6',
    latencyMs: 21,
  };
  const vllm = {
    ...lmStudio,
    kind: 'openai',
    name: 'vLLM',
    baseUrl: 'http://192.168.1.30:8000/v1',
    state: 'unreachable' as const,
    latencyMs: null,
    version: null,
    problem: problemOf('BACKEND_UNREACHABLE'),
    failures: 3,
    nextTryAtMs: nowMs + 90_000,
  };
  const builtin = { ...lmStudio, kind: 'builtin', name: 'builtin', baseUrl: '', version: null, latencyMs: null };
  const notServed = { served: false, state: 'unloaded' as const, gpuMemoryBytes: null, performance: null };
  return {
    backends: [lmStudio, ollama, vllm, builtin],
    models: [
      first,
      { ...second, enabled: false, served: false, notServedBecause: 'You switched it off.' },
      {
        ...third,
        backend: 'Ollama',
        state: 'loading',
        loadProgress: 0.46,
        contextLength: 4096,
        notServedBecause: 'It is being loaded.',
      },
      {
        ...third,
        ...notServed,
        id: 'gemma-2-27b-it',
        backend: 'Ollama',
        state: 'failed',
        loadProblem: problemOf('BACKEND_FAILED'),
        needsBytes: 17_900_000_000,
        notServedBecause: 'It failed to load.',
      },
      {
        ...third,
        ...notServed,
        id: 'llava-7b',
        backend: 'vLLM',
        canLoad: false,
        canUnload: false,
        state: 'unknown',
        notServedBecause: 'vLLM does not answer.',
      },
      {
        ...first,
        id: 'qwen2.5-3b-instruct',
        backend: 'builtin',
        aliases: [],
        state: 'unloading',
        served: false,
        notServedBecause: 'It is being unloaded.',
        performance: { tokensPerSecond: 31, timeToFirstTokenMs: null, source: 'measured' },
      },
    ],
  };
}
