import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { adaptLlmClient } from '../../../../../core/library/client/adapt-llm-client.ts';
import type { LlmClient, LlmResponse } from '../../../../../core/library/index.ts';
import { buildCompletionRequest, going } from '../../../../utils/backend.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

const good: LlmResponse = { content: 'Hello.', promptTokens: 3, completionTokens: 4, totalTokens: 7 };

function adapt(client: Partial<LlmClient>) {
  const clock = createManualClock();
  const whole: LlmClient = {
    complete: async () => good,
    listModels: async () => [{ id: 'm' }],
    healthCheck: async () => true,
    ...client,
  };
  const backend = adaptLlmClient(whole, { clock }, { timeoutSecs: 60 });
  return { clock, backend, complete: (signal = going()) => backend.complete(buildCompletionRequest(), { signal }) };
}

/** Foreign code that never answers, whatever the signal says. */
const never = () => new Promise<never>(() => {});

describe('a client of the embedding program', () => {
  it('is asked in the words of the document', async () => {
    const asked: unknown[] = [];
    const { backend } = adapt({
      complete: async (request) => {
        asked.push(request);
        return good;
      },
    });
    const request = { model: 'm', prompt: 'p', systemPrompt: 's', temperature: 0.5, maxOutboundTokens: 9 };
    await backend.complete(request, { signal: going() });
    expect(asked).toEqual([{ model: 'm', prompt: 'p', systemPrompt: 's', temperature: 0.5, maxTokens: 9 }]);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'response'],
    ['a text', 'Hello.', 'response'],
    ['no content', { ...good, content: undefined }, 'content'],
    ['bytes for content', { ...good, content: new Uint8Array(2) }, 'content'],
    ['no counts', { content: 'x' }, 'promptTokens'],
    ['a negative count', { ...good, promptTokens: -1 }, 'promptTokens'],
    ['half a model token', { ...good, completionTokens: 0.5 }, 'completionTokens'],
    ['no number', { ...good, completionTokens: Number.NaN }, 'completionTokens'],
    ['more than anybody generates', { ...good, completionTokens: 2 ** 40, totalTokens: undefined }, 'completionTokens'],
    ['a sum that is none', { ...good, totalTokens: 8 }, 'totalTokens'],
    ['an end that there is not', { ...good, finishReason: 'tired' }, 'finishReason'],
  ])('that answers %s charges nothing', async (_title, response, field) => {
    const { complete } = adapt({ complete: async () => response as LlmResponse });
    await expect(complete()).rejects.toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
      details: { backend: 'custom', field },
    });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('secret prompt'))],
    [
      'throws before it returns a promise',
      () => {
        throw new TypeError('secret prompt');
      },
    ],
    ['throws no error', () => Promise.reject('secret prompt')],
    ['throws an error of another family', () => Promise.reject(new ExecutorError('LEDGER_CORRUPT'))],
  ])('that %s ends in BACKEND_FAILED, without its words', async (_title, complete) => {
    const error = await adapt({ complete })
      .complete()
      .catch((thrown: ExecutorError) => thrown);
    expect(error).toMatchObject({ code: 'BACKEND_FAILED' });
    expect(JSON.stringify((error as ExecutorError).toObject())).not.toContain('secret');
  });

  it('may say what happened by a code of its own family', async () => {
    const { complete } = adapt({ complete: () => Promise.reject(new ExecutorError('BACKEND_BUSY')) });
    await expectCode(complete(), 'BACKEND_BUSY');
  });

  it.each(['complete', 'listModels', 'healthCheck'] as const)(
    'that does not come back from %s is given up',
    async (call) => {
      const { clock, backend, complete } = adapt({ [call]: never });
      const waiting = call === 'complete' ? complete() : backend[call]({ signal: going() });
      const ended = expectCode(waiting, 'BACKEND_TIMEOUT');
      clock.advance(call === 'complete' ? 60_000 : 10_000);
      await ended;
      expect(clock.timerCount).toBe(0);
    },
  );

  it.each(['complete', 'listModels', 'healthCheck'] as const)('that ignores the signal in %s is left', async (call) => {
    const { clock, backend, complete } = adapt({ [call]: never });
    const stop = new AbortController();
    const waiting = call === 'complete' ? complete(stop.signal) : backend[call]({ signal: stop.signal });
    const ended = expectCode(waiting, 'BACKEND_ABORTED');
    stop.abort();
    await ended;
    expect(clock.timerCount).toBe(0);
  });

  it('sees the signal of the request', async () => {
    const stop = new AbortController();
    const seen: AbortSignal[] = [];
    const { complete } = adapt({
      complete: (_request, { signal }) => {
        seen.push(signal);
        return never();
      },
    });
    const ended = expectCode(complete(stop.signal), 'BACKEND_ABORTED');
    expect(seen[0]?.aborted).toBe(false);
    stop.abort();
    await ended;
    expect(seen[0]?.aborted).toBe(true);
  });

  it('lists each model once, and no more than a thousand', async () => {
    const ids = Array.from({ length: 1500 }, (_, index) => ({ id: `m${index % 1200}`, contextLength: 2048 }));
    const listed = await adapt({ listModels: async () => ids }).backend.listModels({ signal: going() });
    expect(listed).toHaveLength(1000);
    expect(listed[0]).toMatchObject({ id: 'm0', available: true, maxContextLength: 2048 });
  });

  it.each([[null], [{}], [[{ id: '' }]], [[{ id: 5 }]], [[null]], [[{ id: 'm', contextLength: -1 }]]])(
    'whose list is %j lists nothing',
    async (list) => {
      const { backend } = adapt({ listModels: async () => list as never });
      await expectCode(backend.listModels({ signal: going() }), 'BACKEND_BAD_RESPONSE');
    },
  );

  it.each([false, undefined, 'yes'])('whose health is %s is not reached', async (health) => {
    const { backend } = adapt({ healthCheck: async () => health as boolean });
    await expectCode(backend.healthCheck({ signal: going() }), 'BACKEND_UNREACHABLE');
  });

  it.each(['', 'x'.repeat(65), 'größer'])('is not called "%s"', (name) => {
    expect(() => adapt({ name })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('tells progress that only ever grows', async () => {
    const seen: number[] = [];
    const { backend } = adapt({
      complete: async (_request, { onProgress }) => {
        for (const count of [1, 5, 3, Number.NaN, 7]) onProgress(count);
        return good;
      },
    });
    const options = {
      signal: going(),
      onProgress: ({ outboundTokens }: { outboundTokens: number }) => seen.push(outboundTokens),
    };
    await backend.complete(buildCompletionRequest(), options);
    expect(seen).toEqual([1, 5, 7]);
  });
});
