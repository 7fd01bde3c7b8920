/** An open model that the built-in engine can fetch and run. Everything about its file is fixed here and checked. */
export interface CatalogueEntry {
  /** Also the name under which the built-in engine offers it. */
  readonly id: string;
  readonly title: string;
  /** SPDX identifier of the licence of its weights. */
  readonly licence: string;
  /** Path below the source's address, without a slash at its beginning. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file, 64 hex digits. */
  readonly sha256: string;
  /** Memory of one model token of context, bytes: layers × key and value heads × head size × 2 × 2 bytes. */
  readonly contextBytesPerToken: number;
}

/** Where the paths of the catalogue begin. */
export const defaultSource = 'https://huggingface.co';

/** Context that `needsBytes` reckons with, model tokens. */
const USUAL_CONTEXT = 8192;
/** What a loaded model needs beside weights and context: buffers of the computation and the process itself. */
const OVERHEAD_BYTES = 400_000_000;

const KV_HEAD_SIZE = 128;
const kvBytes = (layers: number, heads: number) => layers * heads * KV_HEAD_SIZE * 2 * 2;

/**
 * The catalogue, smallest first: models that their makers publish under a licence without conditions of use, in the
 * makers' own repositories, one for each size of memory that gaming PCs have.
 */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: 'qwen3-0.6b',
    title: 'Qwen3 0.6B (Q8_0)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-0.6B-GGUF/resolve/main/Qwen3-0.6B-Q8_0.gguf',
    sizeBytes: 639_446_688,
    sha256: '9465e63a22add5354d9bb4b99e90117043c7124007664907259bd16d043bb031',
    contextBytesPerToken: kvBytes(28, 8),
  },
  {
    id: 'qwen3-1.7b',
    title: 'Qwen3 1.7B (Q8_0)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-1.7B-GGUF/resolve/main/Qwen3-1.7B-Q8_0.gguf',
    sizeBytes: 1_834_426_016,
    sha256: '061b54daade076b5d3362dac252678d17da8c68f07560be70818cace6590cb1a',
    contextBytesPerToken: kvBytes(28, 8),
  },
  {
    id: 'qwen3-4b',
    title: 'Qwen3 4B (Q4_K_M)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-4B-GGUF/resolve/main/Qwen3-4B-Q4_K_M.gguf',
    sizeBytes: 2_497_280_256,
    sha256: '7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5',
    contextBytesPerToken: kvBytes(36, 8),
  },
  {
    id: 'qwen3-8b',
    title: 'Qwen3 8B (Q4_K_M)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf',
    sizeBytes: 5_027_783_488,
    sha256: 'd98cdcbd03e17ce47681435b5150e34c1417f50b5c0019dd560e4882c5745785',
    contextBytesPerToken: kvBytes(36, 8),
  },
  {
    id: 'qwen3-14b',
    title: 'Qwen3 14B (Q4_K_M)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-14B-GGUF/resolve/main/Qwen3-14B-Q4_K_M.gguf',
    sizeBytes: 9_001_752_960,
    sha256: '500a8806e85ee9c83f3ae08420295592451379b4f8cf2d0f41c15dffeb6b81f0',
    contextBytesPerToken: kvBytes(40, 8),
  },
  {
    id: 'qwen3-30b-a3b',
    title: 'Qwen3 30B-A3B (Q4_K_M)',
    licence: 'Apache-2.0',
    path: 'Qwen/Qwen3-30B-A3B-GGUF/resolve/main/Qwen3-30B-A3B-Q4_K_M.gguf',
    sizeBytes: 18_556_685_824,
    sha256: '0d003f6662faee786ed5da3e31b29c978de5ae5d275c8794c606a7f3c01aa8f5',
    contextBytesPerToken: kvBytes(48, 4),
  },
];

/** Memory that a model of the catalogue needs with a usual context, bytes. */
export function needsBytes(entry: CatalogueEntry): number {
  return entry.sizeBytes + entry.contextBytesPerToken * USUAL_CONTEXT + OVERHEAD_BYTES;
}

/** Name of the file of a model in the folder of models. */
export const fileNameOf = (entry: Pick<CatalogueEntry, 'id'>): string => `${entry.id}.gguf`;
