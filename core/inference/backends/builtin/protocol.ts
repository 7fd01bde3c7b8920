import { z } from 'zod';

/** Longest message in either direction, bytes: an answer or a prompt of the network, escaped. */
export const maxMessageBytes = 32 * 1024 * 1024;

const id = z.int().nonnegative();
const count = z.int().min(0).max(1_000_000_000);
const bytes = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const text = z.string().max(16 * 1024 * 1024);
const path = z.string().min(1).max(4096);
const word = z.string().max(64);

/** Which interface to the GPU is used; `off` for none. */
export const gpuChoices = ['auto', 'off', 'vulkan', 'cuda', 'metal'] as const;
export type GpuChoice = (typeof gpuChoices)[number];

const loadMessage = z.strictObject({
  type: z.literal('load'),
  id,
  file: path,
  gpu: z.enum(gpuChoices),
  /** Null leaves it to the engine. */
  threads: z.int().min(1).max(1024).nullable(),
  /** Exactly so many model tokens for each request; null for as many as fit, up to `mostContextLength`. */
  contextLength: z.int().min(1).max(16_777_216).nullable(),
  mostContextLength: z.int().min(1).max(16_777_216),
  parallel: z.int().min(1).max(256),
  maxGpuMemoryBytes: bytes.nullable(),
});

const completeMessage = z.strictObject({
  type: z.literal('complete'),
  id,
  prompt: text,
  systemPrompt: text.nullable(),
  temperature: z.number().min(0).max(100).nullable(),
  maxOutboundTokens: z.int().min(1),
});

/** What the executor sends. Every message but `abort` is answered under its id. */
const toEngine = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('describe'), id, gpu: z.enum(gpuChoices) }),
  z.strictObject({ type: z.literal('inspect'), id, file: path }),
  loadMessage,
  completeMessage,
  z.strictObject({ type: z.literal('abort'), id }),
  z.strictObject({ type: z.literal('ping'), id }),
]);
export type ToEngine = z.infer<typeof toEngine>;
export type LoadMessage = z.infer<typeof loadMessage>;
export type CompleteMessage = z.infer<typeof completeMessage>;

/** Why something did not work, without a word of anybody else's. */
export const failureReasons = [
  'no-engine',
  'no-gpu',
  'unreadable',
  'no-memory',
  'load-failed',
  'prompt-too-long',
  'aborted',
  'failed',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** What the head of a model file says. */
const header = z.strictObject({
  architecture: word,
  quantization: word.nullable(),
  parameters: bytes.nullable(),
  contextLength: count.nullable(),
  /** False for models that write no text: embeddings, vision encoders. */
  generates: z.boolean(),
});
export type ModelHeader = z.infer<typeof header>;

const loaded = z.strictObject({
  type: z.literal('loaded'),
  id,
  contextLength: count,
  parallel: count,
  gpuLayers: count,
  gpuMemoryBytes: bytes,
});
const described = z.strictObject({ type: z.literal('described'), id, version: word, gpu: word });
const done = z.strictObject({
  type: z.literal('done'),
  id,
  content: text,
  inboundTokens: count,
  outboundTokens: count,
  finishReason: z.enum(['stop', 'length', 'other']),
});
const failed = z.strictObject({
  type: z.literal('failed'),
  id,
  reason: z.enum(failureReasons),
  /** Figures for the operator. */
  figures: z.record(word, z.number()).optional(),
});

/** What an engine sends: ids, figures, and the text of an answer. */
const fromEngine = z.discriminatedUnion('type', [
  described,
  z.strictObject({ type: z.literal('inspected'), id, header }),
  z.strictObject({ type: z.literal('progress'), id, fraction: z.number().min(0).max(1) }),
  loaded,
  z.strictObject({ type: z.literal('token'), id, outboundTokens: count }),
  done,
  failed,
  z.strictObject({ type: z.literal('pong'), id }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

/** Reads a message of the engine; null for anything else. */
export const readFromEngine = (line: string): FromEngine | null => read(fromEngine, line);

/** Reads a message of the executor; null for anything else. */
export const readToEngine = (line: string): ToEngine | null => read(toEngine, line);

function read<Message>(schema: z.ZodType<Message>, line: string): Message | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
