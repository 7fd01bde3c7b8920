import { afterEach, describe, expect, it } from 'vitest';
import type { CompletionProgress, CompletionRequest, LlmClient } from '../../core/inference/backends/index.ts';
import { expectCode } from '../utils/expect-code.ts';

/** A client of the kind under test and what belongs to it. */
export interface LlmClientSetup {
  readonly client: LlmClient;
  /** Ends what the setup started, client included. */
  close(): Promise<void>;
}

const request: CompletionRequest = {
  model: '',
  prompt: 'Tell me something about the sea and its ships, in a few sentences.',
  systemPrompt: 'You are brief.',
  temperature: 0.5,
  maxOutboundTokens: 200,
};

const going = () => new AbortController().signal;

/** What every kind of backend must do. */
export function testLlmClient(kind: string, setup: () => Promise<LlmClientSetup>): void {
  describe(`llm client: ${kind}`, () => {
    let current: LlmClientSetup | null = null;

    async function open(): Promise<{ client: LlmClient; request: CompletionRequest }> {
      current = await setup();
      const [model] = await current.client.listModels({ signal: going() });
      return { client: current.client, request: { ...request, model: model?.id ?? '' } };
    }

    afterEach(async () => {
      await current?.close();
      current = null;
    });

    it('says which kind it is and has a name', async () => {
      const { client } = await open();
      expect(client.kind).toBe(kind);
      expect(client.name).not.toBe('');
    });

    it('lists at least one model, each once, and no embedding models', async () => {
      const { client } = await open();
      const ids = (await client.listModels({ signal: going() })).map((model) => model.id);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => id.includes('embed'))).toEqual([]);
    });

    it('is healthy', async () => {
      const { client } = await open();
      const { latencyMs } = await client.healthCheck({ signal: going() });
      expect(latencyMs).toBeGreaterThanOrEqual(0);
    });

    it('answers with text and the counts of its backend', async () => {
      const { client, request } = await open();
      const completion = await client.complete(request, { signal: going() });
      expect(completion).toMatchObject({ countedBy: 'backend', finishReason: 'stop' });
      expect(completion.content.length).toBeGreaterThan(10);
      expect(completion.inboundTokens).toBeGreaterThan(0);
      expect(completion.outboundTokens).toBeGreaterThan(0);
      expect(completion.durationMs).toBeGreaterThanOrEqual(completion.timeToFirstTokenMs ?? Number.NaN);
    });

    it('counts a longer prompt higher', async () => {
      const { client, request } = await open();
      const short = await client.complete(request, { signal: going() });
      const long = await client.complete({ ...request, prompt: request.prompt.repeat(5) }, { signal: going() });
      expect(long.inboundTokens).toBeGreaterThan(short.inboundTokens);
    });

    it('reports progress that grows up to the final count', async () => {
      const { client, request } = await open();
      const seen: CompletionProgress[] = [];
      const { outboundTokens } = await client.complete(request, {
        signal: going(),
        onProgress: (progress) => seen.push(progress),
      });
      const counts = seen.map((progress) => progress.outboundTokens);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(counts.at(0)).toBe(1);
      expect(counts.at(-1)).toBe(outboundTokens);
      expect(seen.every((progress) => progress.timeToFirstTokenMs !== null)).toBe(true);
    });

    it('stops at the number of model tokens allowed', async () => {
      const { client, request } = await open();
      const completion = await client.complete({ ...request, maxOutboundTokens: 3 }, { signal: going() });
      expect(completion).toMatchObject({ outboundTokens: 3, finishReason: 'length' });
    });

    it('ends with BACKEND_ABORTED when it is called off in the middle', async () => {
      const { client, request } = await open();
      const stop = new AbortController();
      const progress: number[] = [];
      const call = client.complete(request, {
        signal: stop.signal,
        onProgress: ({ outboundTokens }) => {
          progress.push(outboundTokens);
          stop.abort();
        },
      });
      await expectCode(call, 'BACKEND_ABORTED');
      expect(progress.length).toBeGreaterThan(0);
    });

    it('does nothing for a signal that is aborted already', async () => {
      const { client, request } = await open();
      const signal = AbortSignal.abort();
      await expectCode(client.complete(request, { signal }), 'BACKEND_ABORTED');
      await expectCode(client.listModels({ signal }), 'BACKEND_ABORTED');
      await expectCode(client.healthCheck({ signal }), 'BACKEND_ABORTED');
    });

    it('answers several requests at the same time', async () => {
      const { client, request } = await open();
      const calls = Array.from({ length: 8 }, (_, index) =>
        client.complete({ ...request, prompt: `${request.prompt} ${index}` }, { signal: going() }),
      );
      const completions = await Promise.all(calls);
      expect(completions.every((completion) => completion.content !== '')).toBe(true);
    });

    it('may be closed twice', async () => {
      const { client } = await open();
      await client.close();
      await client.close();
    });
  });
}
