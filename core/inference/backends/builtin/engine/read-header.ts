import type { GgufFileInfo } from 'node-llama-cpp';
import type { ModelHeader } from '../protocol.ts';
import { EngineFailure } from './failures.ts';
import { loadLibrary } from './llama.ts';

/** Architectures that turn text into numbers, or pictures into something for another model. */
const silent = /bert|^clip$|t5encoder|embed/i;

/** Lists with one entry a token of the vocabulary; nobody needs them here. */
const ignoreKeys = [
  'tokenizer.ggml.tokens',
  'tokenizer.ggml.scores',
  'tokenizer.ggml.token_type',
  'tokenizer.ggml.merges',
];

/** Reads the head of a model file. @throws EngineFailure */
export async function readHeader(file: string): Promise<ModelHeader> {
  const library = await loadLibrary();
  try {
    const info = await library.readGgufFileInfo(file, { sourceType: 'filesystem', ignoreKeys, logWarnings: false });
    const quantization = library.GgufFileType[info.metadata.general.file_type ?? -1] ?? null;
    return describe(info, quantization);
  } catch {
    throw new EngineFailure('unreadable');
  }
}

function describe({ metadata, fullTensorInfo }: GgufFileInfo, quantization: string | null): ModelHeader {
  const architecture = String(metadata.general.architecture);
  const own = (metadata as unknown as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[architecture];
  const contextLength = Number(own?.context_length);
  const parameters = (fullTensorInfo ?? []).reduce((sum, { dimensions }) => sum + product(dimensions), 0);
  return {
    architecture: architecture.slice(0, 64),
    quantization: quantization?.replace(/^MOSTLY_/, '').replace(/^ALL_/, '').slice(0, 64) ?? null,
    parameters: Number.isSafeInteger(parameters) && parameters > 0 ? parameters : null,
    contextLength: Number.isSafeInteger(contextLength) && contextLength > 0 ? contextLength : null,
    generates: !silent.test(architecture) && !(Number(own?.pooling_type) > 0),
  };
}

function product(dimensions: readonly (number | bigint)[]): number {
  return dimensions.reduce<number>((size, dimension) => size * Number(dimension), 1);
}
