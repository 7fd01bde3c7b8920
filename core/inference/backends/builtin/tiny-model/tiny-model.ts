import { type GgufTensor, writeGguf } from './gguf-writer.ts';
import { beginId, endId, type Role, roles, unknownId, vocabulary } from './vocabulary.ts';

/** The measures of a generated model. */
export interface TinyModelOptions {
  /** Numbers that a token is to the model; a multiple of 32. @defaultValue 32 */
  readonly embeddingLength?: number;
  /** @defaultValue 2 */
  readonly blocks?: number;
  /** Most model tokens of prompt and answer. @defaultValue 2048 */
  readonly contextLength?: number;
  /** False for answers that go on until they are cut. @defaultValue true */
  readonly ends?: boolean;
  /** Same number, same model. @defaultValue 1 */
  readonly seed?: number;
}

/** How much likelier the roles that follow are, and the others less. */
const pull = 2;
/** How much the words of a role differ in how likely they are. */
const spread = 0.5;
/** What may follow a token of this role. */
const following: Readonly<Record<Role, readonly Role[]>> = {
  text: ['opener'],
  opener: ['middle'],
  middle: ['middle', 'closer'],
  closer: ['end'],
  end: [],
};

/**
 * Writes a real language model of random weights: it answers with words, and without any sense. At temperature 0 it
 * answers the same question with the same words on every computer of a kind. Some 200 kB with the default measures.
 *
 * @param file - Must not be there yet.
 */
export async function writeTinyModel(file: string, options: TinyModelOptions = {}): Promise<void> {
  const { embeddingLength = 32, blocks = 2, contextLength = 2048, ends = true, seed = 1 } = options;
  const header = {
    'general.architecture': 'llama',
    'general.name': 'Random weights',
    'general.file_type': 0,
    'llama.context_length': contextLength,
    'llama.embedding_length': embeddingLength,
    'llama.block_count': blocks,
    'llama.feed_forward_length': embeddingLength * 2,
    'llama.attention.head_count': embeddingLength / 16,
    'llama.attention.head_count_kv': embeddingLength / 16,
    'llama.attention.layer_norm_rms_epsilon': { float: 1e-5 },
    'llama.rope.dimension_count': 16,
    'llama.vocab_size': vocabulary.length,
    'tokenizer.ggml.model': 'llama',
    'tokenizer.ggml.tokens': { strings: vocabulary.map(({ text }) => text) },
    'tokenizer.ggml.scores': { floats: vocabulary.map((_, index) => -index) },
    'tokenizer.ggml.token_type': { integers: vocabulary.map(({ kind }) => kind) },
    'tokenizer.ggml.bos_token_id': beginId,
    'tokenizer.ggml.eos_token_id': endId,
    'tokenizer.ggml.unknown_token_id': unknownId,
  };
  await writeGguf(file, header, tensors({ length: embeddingLength, blocks, ends, random: randomNumbers(seed) }));
}

interface Measures {
  readonly length: number;
  readonly blocks: number;
  readonly ends: boolean;
  /** Between −1 and 1. */
  random(): number;
}

function tensors({ length, blocks, ends, random }: Measures): GgufTensor[] {
  const ones = (name: string): GgufTensor => ({ name, shape: [length], fill: (row) => row.fill(1) });
  const weights = (name: string, columns: number, rows: number, scale: number): GgufTensor => ({
    name,
    shape: [columns, rows],
    fill(row) {
      for (let column = 0; column < columns; column += 1) row[column] = random() * scale;
    },
  });
  const small = 1 / Math.sqrt(length);
  const block = (index: number): GgufTensor[] => {
    const named = (name: string) => `blk.${index}.${name}.weight`;
    return [
      ones(named('attn_norm')),
      ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => weights(named(name), length, length, small)),
      ones(named('ffn_norm')),
      weights(named('ffn_gate'), length, length * 2, small),
      weights(named('ffn_up'), length, length * 2, small),
      weights(named('ffn_down'), length * 2, length, small),
    ];
  };
  return [
    withRoles(weights('token_embd.weight', length, vocabulary.length, 1), (id, role) => (roleOf(id) === role ? 4 : 0)),
    ...Array.from({ length: blocks }, (_, index) => block(index)).flat(),
    ones('output_norm.weight'),
    withRoles(weights('output.weight', length, vocabulary.length, spread), (id, role) => pullOf(id, role, ends)),
  ];
}

const roleOf = (id: number): Role => vocabulary[id]?.role ?? 'text';

/**
 * The first numbers of an embedding say which role the token has, so what stands there in a row of the output is how
 * likely that token is after each role.
 */
function withRoles(tensor: GgufTensor, numberOf: (id: number, role: Role) => number): GgufTensor {
  return {
    ...tensor,
    fill(row, id) {
      tensor.fill(row, id);
      for (const [index, role] of roles.entries()) row[index] = numberOf(id, role);
    },
  };
}

function pullOf(id: number, after: Role, ends: boolean): number {
  const role = roleOf(id);
  const follows = following[after].includes(role) && (ends || role !== 'closer');
  return follows ? pull : -pull;
}

/** Numbers that look random and are the same everywhere (a xorshift of 32 bits). */
function randomNumbers(seed: number): () => number {
  let state = seed * 2654435761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state | 0) / 2 ** 31;
  };
}
