import { z } from 'zod';
import { count, problem, timeMs, weiText } from './common.ts';

/**
 * The one word for how the executor is.
 * `attention`: it runs, but the owner must do something before it can serve (`problem` says what).
 */
export const executorState = z.enum(['starting', 'serving', 'draining', 'paused', 'attention', 'stopping', 'stopped']);

const bootstrapStatus = z.strictObject({
  address: z.string(),
  state: z.enum(['connected', 'connecting', 'waiting']),
  peerId: z.string().nullable(),
  lastError: z.string().nullable(),
  nextTryAtMs: timeMs.nullable(),
  fromListenPort: z.boolean().nullable(),
  announced: z.boolean(),
});

/** One model program. */
const backendStatus = z.strictObject({
  kind: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  state: z.enum(['unknown', 'connected', 'unreachable']),
  latencyMs: z.number().nullable(),
  version: z.string().nullable(),
  problem: problem.nullable(),
  checkedAtMs: timeMs.nullable(),
  /** Looks in a row that it did not answer. */
  failures: count,
  /** When it is asked again; null while that is under way or nothing is planned. */
  nextTryAtMs: timeMs.nullable(),
  /** `open`: it failed several times in a row, and gets no request before `retryAtMs`; then one may try (`half-open`). */
  circuit: z.strictObject({
    state: z.enum(['closed', 'open', 'half-open']),
    failures: count,
    retryAtMs: timeMs.nullable(),
  }),
});

/** How the executor is, as a whole. */
export const status = z.strictObject({
  /** Grows with every change. */
  revision: count,
  state: executorState,
  /** What the owner should know or do next; the most important one first. */
  problems: z.array(problem),
  /** Program that runs the core. */
  face: z.enum(['app', 'cli', 'library']),
  demo: z.boolean(),
  version: z.string(),
  startedAtMs: timeMs,
  dataFolder: z.string(),
  identity: z.strictObject({
    peerId: z.string(),
    address: z.string(),
    source: z.enum(['file', 'environment', 'memory']),
  }),
  network: z.strictObject({
    listenAddresses: z.array(z.string()),
    publishedAddresses: z.array(z.string()),
    bootstrap: z.array(bootstrapStatus),
    peerCount: count,
  }),
  /** The backend of `[llm_client]`. */
  backend: backendStatus,
  /** Every backend, that of `[llm_client]` first. */
  backends: z.array(backendStatus).min(1),
  requests: z.strictObject({
    running: count,
    waiting: count,
    /** Answers accrued in the last 60 s. */
    perMinute: count,
  }),
  modelsServed: count,
  /** Models that are in memory at this moment. */
  modelsLoaded: z.array(z.string()),
  /** How the executor gives way to its owner, as one line; null while there is nothing to say. */
  presenceLine: z.string().nullable(),
  /** Accrued since local midnight. */
  today: z.strictObject({ accruedWei: weiText, answers: count, fromMs: timeMs }),
});
export type Status = z.infer<typeof status>;

/** A connected peer. */
export const peer = z.strictObject({
  peerId: z.string(),
  remoteAddress: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  role: z.enum(['bootstrap', 'other']),
  connectedAtMs: timeMs,
});
export type Peer = z.infer<typeof peer>;
