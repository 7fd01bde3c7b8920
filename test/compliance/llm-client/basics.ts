import { expect } from 'vitest';
import type { CompletionProgress } from '../../../core/inference/backends/index.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { type Behaviour, going } from '../llm-client.ts';

/** What every kind does, whatever is behind it. */
export const basics = {
  'has a name': {
    async run({ client }) {
      expect(client.name).not.toBe('');
    },
  },
  'lists at least one model, each once, and no embedding models': {
    async run({ client }) {
      const ids = (await client.listModels({ signal: going() })).map((model) => model.id);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => id.includes('embed'))).toEqual([]);
    },
  },
  'is healthy': {
    async run({ client }) {
      const { latencyMs } = await client.healthCheck({ signal: going() });
      expect(latencyMs).toBeGreaterThanOrEqual(0);
    },
  },
  'tells facts': {
    async run({ client }) {
      const facts = await client.facts({ signal: going() });
      expect(facts.version).toBe(await client.version({ signal: going() }));
      expect(['open', 'unknown']).toContain(facts.authentication);
      for (const count of [facts.slots, facts.busySlots]) expect(count ?? 0).toBeGreaterThanOrEqual(0);
    },
  },
  'answers with text and the counts of its backend': {
    async run({ client, request }) {
      const completion = await client.complete(request, { signal: going() });
      expect(completion).toMatchObject({ countedBy: 'backend', finishReason: 'stop' });
      expect(completion.content.length).toBeGreaterThan(10);
      expect(completion.inboundTokens).toBeGreaterThan(0);
      expect(completion.outboundTokens).toBeGreaterThan(0);
      expect(completion.durationMs).toBeGreaterThanOrEqual(completion.timeToFirstTokenMs ?? Number.NaN);
    },
  },
  'counts a longer prompt higher': {
    async run({ client, request }) {
      const short = await client.complete(request, { signal: going() });
      const long = await client.complete({ ...request, prompt: request.prompt.repeat(5) }, { signal: going() });
      expect(long.inboundTokens).toBeGreaterThan(short.inboundTokens);
    },
  },
  'reports progress that grows up to the final count': {
    async run({ client, request }) {
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
    },
  },
  'stops at the number of model tokens allowed': {
    async run({ client, request }) {
      const completion = await client.complete({ ...request, maxOutboundTokens: 3 }, { signal: going() });
      expect(completion).toMatchObject({ outboundTokens: 3, finishReason: 'length' });
    },
  },
  'ends with BACKEND_ABORTED when it is called off in the middle': {
    async run({ client, request }) {
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
    },
  },
  'does nothing for a signal that is aborted already': {
    async run({ client, request }) {
      const signal = AbortSignal.abort();
      await expectCode(client.complete(request, { signal }), 'BACKEND_ABORTED');
      await expectCode(client.listModels({ signal }), 'BACKEND_ABORTED');
      await expectCode(client.healthCheck({ signal }), 'BACKEND_ABORTED');
      await expectCode(client.facts({ signal }), 'BACKEND_ABORTED');
    },
  },
  'answers several requests at the same time': {
    async run({ client, request }) {
      const calls = Array.from({ length: 8 }, (_, index) =>
        client.complete({ ...request, prompt: `${request.prompt} ${index}` }, { signal: going() }),
      );
      const completions = await Promise.all(calls);
      expect(completions.every((completion) => completion.content !== '')).toBe(true);
    },
  },
  'does not know a model that is not there': {
    async run({ client, request, code }) {
      const call = client.complete({ ...request, model: 'nobody-has-this' }, { signal: going() });
      await expectCode(call, code ?? 'BACKEND_MODEL_NOT_FOUND');
    },
  },
  'may be closed twice': {
    async run({ client }) {
      await client.close();
      await client.close();
    },
  },
} satisfies Readonly<Record<string, Behaviour>>;
