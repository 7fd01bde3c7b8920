import { monitorEventLoopDelay } from 'node:perf_hooks';
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, it } from 'vitest';
import { estimateTokens, tokensAtMost } from '../../../../../core/inference/tokens/index.ts';
import { piecesOf } from '../../../../../core/inference/tokens/pieces.ts';

const { signal } = new AbortController();
const unlimited = { limit: Number.MAX_SAFE_INTEGER, signal };

const texts: readonly (readonly [string, string])[] = [
  ['words', 'The quick brown fox jumps over the lazy dog. '.repeat(500)],
  ['code', 'for (const [key, value] of Object.entries(map)) {\n  console.log(key, value);\n}\n'.repeat(300)],
  ['German', 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. '.repeat(300)],
  ['Chinese', '敏捷的棕色狐狸跳过了懒狗。'.repeat(300)],
  ['lines', `${'x\n'.repeat(5000)}`],
];

/** Prompts that take the tokenizer seconds to minutes in one go. */
const hostile: readonly (readonly [string, string])[] = [
  ['one letter', 'a'.repeat(1 << 20)],
  ['two letters', 'ab'.repeat(1 << 19)],
  ['spaces', ' '.repeat(1 << 20)],
  ['line breaks', '\n'.repeat(1 << 20)],
  ['Chinese without an end', '漢字'.repeat(170_000)],
  ['pictures', '😀'.repeat(1 << 18)],
  ['marks', '!?'.repeat(1 << 19)],
];

describe('piecesOf', () => {
  it.each([...texts, ...hostile])('leaves nothing of %s out', (_name, text) => {
    const pieces = [...piecesOf(text)];
    expect(pieces.join('') === text).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(4096);
  });
});

describe('estimateTokens', () => {
  it.each(texts)('counts %s as the tokenizer does, to 4 per cent', async (_name, text) => {
    const exact = countTokens(text);
    const estimate = (await estimateTokens([text], unlimited)) - 8;
    expect(Math.abs(estimate - exact) / exact).toBeLessThan(0.04);
    expect(tokensAtMost([text])).toBeGreaterThanOrEqual(exact);
  });

  it('takes what looks like a control token for text', async () => {
    expect(await estimateTokens(['<|endoftext|>'], unlimited)).toBeGreaterThan(8 + 3);
  });

  it.each(hostile)('lets everything else go on while it counts a mebibyte of %s', async (_name, text) => {
    await estimateTokens(['the vocabulary is loaded'], unlimited);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const tokens = await estimateTokens([text], unlimited);
    delays.disable();
    expect(tokens).toBeGreaterThan(text.length / 128);
    expect(delays.max / 1e6).toBeLessThan(300);
  });

  it('stops at the limit', async () => {
    const tokens = await estimateTokens(['word '.repeat(200_000)], { limit: 1000, signal });
    expect(tokens).toBeGreaterThan(1000);
    expect(tokens).toBeLessThan(2200);
  });

  it('stops when nobody waits any more', async () => {
    const abort = new AbortController();
    const counting = estimateTokens(['a'.repeat(1 << 20)], { ...unlimited, signal: abort.signal });
    abort.abort(new Error('gone'));
    await expect(counting).rejects.toThrow('gone');
  });
});
