import type { BudgetSettings } from './settings.ts';

/** What is known of a model before it is loaded. */
export interface ModelFacts {
  readonly id: string;
  /** Size of its file; null where its program does not tell. */
  readonly sizeBytes: number | null;
  /** GPU memory that it holds now; null when it is not loaded or not told. */
  readonly gpuMemoryBytes: number | null;
  /** Model tokens of prompt and answer together that it is going to be loaded with; null when nobody knows. */
  readonly contextLength: number | null;
  /** What the owner says that it needs of a GPU; null for nothing said. */
  readonly configuredBytes: number | null;
}

/** Weights are in memory as they are in the file; the rest is what programs take for computing. */
const WEIGHTS_FACTOR = 1.1;
/** Bytes for each model token of a context, for a file of {@link KV_REFERENCE_BYTES}: 32 layers of 8 heads of 128, 16 bit. */
const KV_BYTES_PER_TOKEN = 131_072;
/** An 8B model of 4 to 5 bits a weight. */
const KV_REFERENCE_BYTES = 4_900_000_000;
/** Context that is reckoned with where nobody tells one: what programs take by default. */
const USUAL_CONTEXT = 4096;

/**
 * Memory that a model needs, bytes: the owner's word, else an estimate of its file's size and its context. Null when
 * nothing is known. Layers and heads grow about as the root of the number of weights, so the context's share does, too.
 */
export function needOf(model: ModelFacts, { perModel }: Pick<BudgetSettings, 'perModel'>): number | null {
  const said = model.configuredBytes ?? perModel[model.id]?.memoryBytes ?? null;
  if (said !== null) return said;
  if (model.sizeBytes === null || model.sizeBytes <= 0) return null;
  const scale = Math.min(4, Math.max(0.125, Math.sqrt(model.sizeBytes / KV_REFERENCE_BYTES)));
  const contextBytes = (model.contextLength ?? USUAL_CONTEXT) * KV_BYTES_PER_TOKEN * scale;
  return Math.round(model.sizeBytes * WEIGHTS_FACTOR + contextBytes);
}

/** Memory that a loaded model gives back when it goes, bytes; null when nothing is known. */
export function heldBy(model: ModelFacts, settings: Pick<BudgetSettings, 'perModel'>): number | null {
  return model.gpuMemoryBytes ?? needOf(model, settings);
}
