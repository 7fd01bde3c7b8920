import { z } from 'zod';
import { count, problem, timeMs, weiText } from './common.ts';

/** Where a model is in the life of a loaded model. */
export const loadState = z.enum(['unloaded', 'loading', 'loaded', 'unloading', 'failed', 'unknown']);
export type LoadState = z.infer<typeof loadState>;

/** A model that a backend offers. */
export const model = z.strictObject({
  id: z.string(),
  /** Name of the backend that has it. */
  backend: z.string(),
  /** Further names that it is offered under. */
  aliases: z.array(z.string()),
  state: loadState,
  /** 0 to 1 while it loads, where the backend tells. */
  loadProgress: z.number().min(0).max(1).nullable(),
  /** Why it failed to load; null otherwise. */
  loadProblem: problem.nullable(),
  contextLength: count.nullable(),
  architecture: z.string().nullable(),
  quantization: z.string().nullable(),
  /** Number of parameters as text, such as `7B`. */
  parameters: z.string().nullable(),
  features: z.array(z.string()),
  /** Size of its file. */
  sizeBytes: count.nullable(),
  /** GPU memory that it holds now. */
  gpuMemoryBytes: count.nullable(),
  /** Memory that it needs, as far as it can be told. */
  needsBytes: count.nullable(),
  lastUsedAtMs: timeMs.nullable(),
  performance: z
    .strictObject({
      tokensPerSecond: z.number().nullable(),
      timeToFirstTokenMs: z.number().nullable(),
      source: z.enum(['configured', 'benchmark', 'measured']),
    })
    .nullable(),
  /** The owner's own word. */
  enabled: z.boolean(),
  /** Whether its backend loads and unloads on command. */
  canLoad: z.boolean(),
  canUnload: z.boolean(),
  served: z.boolean(),
  /** Why it is not served; null when it is. */
  notServedBecause: z.string().nullable(),
  inboundPriceWei: weiText,
  outboundPriceWei: weiText,
});
export type Model = z.infer<typeof model>;

/** Id of a model, as a call names it. */
export const modelId = z.strictObject({ id: z.string().min(1).max(512) });

/** An open model that the built-in engine can fetch and run. */
export const catalogueModel = z.strictObject({
  id: z.string(),
  title: z.string(),
  licence: z.string(),
  sizeBytes: count,
  /** Memory that it needs with its usual context. */
  needsBytes: count,
  /** Whether it fits into the memory of this computer; null when that is not known. */
  fits: z.boolean().nullable(),
  installed: z.boolean(),
});
export type CatalogueModel = z.infer<typeof catalogueModel>;

/** A download of a model. */
export const pull = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'downloading', 'verifying', 'done', 'cancelled', 'failed']),
  receivedBytes: count,
  totalBytes: count.nullable(),
  bytesPerSecond: z.number().nonnegative().nullable(),
  problem: problem.nullable(),
});
export type Pull = z.infer<typeof pull>;
