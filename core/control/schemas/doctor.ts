import { z } from 'zod';
import { count, timeMs } from './common.ts';

/** One thing that the doctor looked at. */
export const doctorLine = z.strictObject({
  topic: z.enum([
    'reach',
    'version',
    'authentication',
    'models',
    'context',
    'slots',
    'answer',
    'usage',
    'cancel',
    'speed',
    'memory',
  ]),
  verdict: z.enum(['good', 'warning', 'bad', 'skipped']),
  /** One sentence: what is so. */
  finding: z.string(),
  /** What to do, exactly; null when nothing needs doing. */
  fix: z.string().nullable(),
});

/** What the doctor found at one address. */
export const doctorReport = z.strictObject({
  /** What it is: a kind of backend, `lloom` for our own API, or `unknown`. */
  kind: z.string(),
  name: z.string(),
  address: z.string(),
  version: z.string().nullable(),
  /** Whether the configuration names it. */
  configured: z.boolean(),
  verdict: z.enum(['good', 'warning', 'bad']),
  lines: z.array(doctorLine),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** One measured cell of a benchmark. */
export const benchmarkCell = z.strictObject({
  promptTokens: count,
  outboundTokens: count,
  concurrency: count,
  /** Of one request, median. */
  timeToFirstTokenMs: z.number().nullable(),
  /** Of one request, median. */
  tokensPerSecond: z.number().nullable(),
  /** Over all requests of the cell. */
  totalTokensPerSecond: z.number().nullable(),
  /** Electrical energy of all its requests; null where no power is measured. */
  energyJoules: z.number().nonnegative().nullable(),
  failed: count,
});

/** What a model does on this computer. */
export const benchmark = z.strictObject({
  model: z.string(),
  backend: z.string(),
  atMs: timeMs,
  warmUpMs: z.number(),
  cells: z.array(benchmarkCell),
});
export type Benchmark = z.infer<typeof benchmark>;
