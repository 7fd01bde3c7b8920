import { afterEach, describe, expect, it } from 'vitest';
import { Answer } from '../../../../../../core/inference/backends/chat/answer.ts';
import {
  countOutbound,
  estimateTokens,
  readTimings,
  readUsage,
} from '../../../../../../core/inference/backends/chat/usage.ts';
import type { Completion } from '../../../../../../core/inference/backends/index.ts';
import {
  type Fault,
  type LlmServer,
  type LlmServerOptions,
  startLlmServer,
} from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';

let server: LlmServer | null = null;
afterEach(() => server?.close());

const answer = 'Red, green and blue are three colours that everybody knows.';

async function completeWith(fault: Fault | null, options: Partial<LlmServerOptions> = {}): Promise<Completion> {
  server = await startLlmServer({ dialect: 'openai', answer: () => answer, ...options });
  server.setFault(fault);
  const client = openBackend(backendSettings('openai', server.url));
  try {
    return await client.complete(buildCompletionRequest(), { signal: going() });
  } finally {
    await client.close();
  }
}

describe('counts of an answer', () => {
  it('takes the counts of the last chunk, which has no choices', async () => {
    expect(await completeWith(null)).toMatchObject({
      content: answer,
      inboundTokens: 8,
      outboundTokens: 13,
      countedBy: 'backend',
      finishReason: 'stop',
    });
  });

  it('takes the last counts where every chunk has some', async () => {
    expect(await completeWith({ kind: 'usage-on-content' })).toMatchObject({
      inboundTokens: 8,
      outboundTokens: 13,
      countedBy: 'backend',
    });
  });

  it.each(['no-usage', 'zero-usage'] as const)('counts itself and says so with %s', async (kind) => {
    const completion = await completeWith({ kind });
    expect(completion).toMatchObject({ content: answer, outboundTokens: 13, inboundTokens: 5, countedBy: 'local' });
  });

  it.each(['reasoning', 'reasoning_content'] as const)('counts %s without giving it out', async (field) => {
    const completion = await completeWith(
      { kind: 'no-usage' },
      { reasoning: { text: 'Let me think of some.', field } },
    );
    expect(completion).toMatchObject({ content: answer, outboundTokens: 18, countedBy: 'local' });
  });
});

describe('counts that cannot be', () => {
  const chunk = { content: 'Red and green.', reasoning: '', finishReason: 'stop' };

  it.each([
    { inboundTokens: 0, outboundTokens: 3 },
    { inboundTokens: 3, outboundTokens: 0 },
  ])('are replaced by ours: %j', (counts) => {
    const answer = new Answer('fake', buildCompletionRequest());
    answer.add({ ...chunk, counts });
    expect(answer.finish()).toMatchObject({ inboundTokens: 5, outboundTokens: 4, countedBy: 'local' });
  });

  it('are those of an empty answer for no text', () => {
    const answer = new Answer('fake', buildCompletionRequest());
    answer.add({ ...chunk, content: '', counts: { inboundTokens: 3, outboundTokens: 0 } });
    expect(answer.finish()).toMatchObject({ inboundTokens: 3, outboundTokens: 0, countedBy: 'backend' });
  });
});

describe('reading counts', () => {
  it('adds the cached model tokens of llama.cpp timings', () => {
    const timings = { cache_n: 22, prompt_n: 5, predicted_n: 6 };
    expect(readTimings(timings)).toEqual({ inboundTokens: 27, outboundTokens: 6 });
  });

  it.each([
    null,
    [],
    {},
    { prompt_tokens: 3 },
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 1.5, completion_tokens: 2 },
    { prompt_tokens: '3', completion_tokens: 2 },
    { prompt_tokens: 3, completion_tokens: 1e15 },
  ])('believes no usage of %j', (usage) => {
    expect(readUsage(usage)).toBeNull();
  });
});

describe('counting ourselves', () => {
  it('estimates a quarter of the bytes, rounded up', () => {
    expect([0, 1, 4, 5, 400].map(estimateTokens)).toEqual([0, 1, 1, 2, 100]);
  });

  it('counts the pieces where a piece has the size of a model token', () => {
    expect(countOutbound(100, 430, 1000)).toBe(100);
  });

  it('counts the bytes where the whole answer, or single letters, came at once', () => {
    expect(countOutbound(1, 400, 1000)).toBe(100);
    expect(countOutbound(400, 400, 1000)).toBe(100);
  });

  it('never counts more than was asked for', () => {
    expect(countOutbound(100, 430, 64)).toBe(64);
  });
});
