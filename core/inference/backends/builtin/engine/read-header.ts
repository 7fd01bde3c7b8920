import type { ModelHeader } from '../protocol.ts';
import { EngineFailure } from './failures.ts';
import { readGgufHead } from './gguf-reader.ts';

/** Architectures that turn text into numbers, or pictures into something for another model. */
const silent = /bert|^clip$|t5encoder|embed/i;

/** Names of `general.file_type`, by its number in llama.cpp. */
const fileTypes: Readonly<Record<number, string>> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  7: 'Q8_0',
  8: 'Q5_0',
  9: 'Q5_1',
  10: 'Q2_K',
  11: 'Q3_K_S',
  12: 'Q3_K_M',
  13: 'Q3_K_L',
  14: 'Q4_K_S',
  15: 'Q4_K_M',
  16: 'Q5_K_S',
  17: 'Q5_K_M',
  18: 'Q6_K',
  19: 'IQ2_XXS',
  20: 'IQ2_XS',
  21: 'Q2_K_S',
  22: 'IQ3_XS',
  23: 'IQ3_XXS',
  24: 'IQ1_S',
  25: 'IQ4_NL',
  26: 'IQ3_S',
  27: 'IQ3_M',
  28: 'IQ2_S',
  29: 'IQ2_M',
  30: 'IQ4_XS',
  31: 'IQ1_M',
  32: 'BF16',
  36: 'TQ1_0',
  37: 'TQ2_0',
  38: 'MXFP4',
};

/** What the head of a model file says of the model. @throws EngineFailure `unreadable` */
export async function readHeader(file: string): Promise<ModelHeader> {
  const { values, parameters } = await readGgufHead(file);
  const architecture = values.get('general.architecture');
  if (typeof architecture !== 'string' || !/^[\w.-]{1,64}$/.test(architecture)) throw new EngineFailure('unreadable');
  return {
    architecture,
    quantization: fileTypes[Number(values.get('general.file_type'))] ?? null,
    parameters: countOf(parameters, Number.MAX_SAFE_INTEGER),
    contextLength: countOf(values.get(`${architecture}.context_length`), 1_000_000_000),
    generates: !silent.test(architecture) && !(Number(values.get(`${architecture}.pooling_type`)) > 0),
  };
}

function countOf(value: string | number | undefined, most: number): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= most ? value : null;
}
