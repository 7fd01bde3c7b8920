import { describe, expect, it } from 'vitest';
import { fitContext, type ValidatedRequest } from '../../../../../core/request/validation/index.ts';

const { signal } = new AbortController();

const validated = (prompt: string, systemPrompt: string | null = null, maxOutboundTokens = 4096) =>
  ({
    request: { payload: { prompt, system_prompt: systemPrompt } },
    clientAddress: '0xaa',
    payloadHash: 'ff',
    maxOutboundTokens,
    inboundTokensEstimate: 0,
    quote: { inboundPriceWei: 1n, outboundPriceWei: 1n },
  }) as ValidatedRequest;

/** 911 model tokens in 4096 characters. */
const page = 'the quick brown fox jumps over the lazy dog. '.repeat(92).slice(0, 4096);

describe('fitContext', () => {
  it('refuses a prompt that fills the context, with its figures', async () => {
    await expect(fitContext(validated(page.repeat(3)), { contextLength: 2048, signal })).rejects.toMatchObject({
      code: 'VALIDATION_LIMIT_EXCEEDED',
      details: { contextLength: 2048, inboundTokensEstimate: expect.any(Number) },
    });
  });

  it('counts the system prompt with the prompt', async () => {
    const alone = await fitContext(validated(page), { contextLength: 1500, signal });
    expect(alone.maxOutboundTokens).toBeLessThan(600);
    const both = fitContext(validated(page, page), { contextLength: 1500, signal });
    await expect(both).rejects.toMatchObject({ code: 'VALIDATION_LIMIT_EXCEEDED' });
  });

  it('gives the answer the room that is left, and no more than was allowed', async () => {
    const { maxOutboundTokens, inboundTokensEstimate } = await fitContext(validated(page), {
      contextLength: 4096,
      signal,
    });
    expect(inboundTokensEstimate).toBeGreaterThan(900);
    expect(inboundTokensEstimate).toBeLessThan(930);
    expect(maxOutboundTokens).toBe(4096 - inboundTokensEstimate);
    expect((await fitContext(validated(page, null, 100), { contextLength: 4096, signal })).maxOutboundTokens).toBe(100);
  });

  it('takes a short prompt by its bytes', async () => {
    const fitted = await fitContext(validated('hello'), { contextLength: 4096, signal });
    expect(fitted).toMatchObject({ maxOutboundTokens: 4096 - 5 - 8, inboundTokensEstimate: 2 + 8 });
  });

  it('checks nothing where nobody knows the context', async () => {
    const fitted = await fitContext(validated(page.repeat(100)), { contextLength: null, signal });
    expect(fitted.maxOutboundTokens).toBe(4096);
    expect(fitted.inboundTokensEstimate).toBeGreaterThan(100_000);
  });
});
