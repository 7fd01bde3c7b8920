import { expect } from 'vitest';
import { Secret } from '../../../core/foundation/secret.ts';
import type { LlmClient } from '../../../core/inference/backends/index.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { type Behaviour, going } from '../llm-client.ts';

const loadOptions = () => ({ signal: going(), contextLength: null, parallel: null, placement: null });

const stateOf = async (client: LlmClient, model: string) =>
  (await client.listModels({ signal: going() })).find(({ id }) => id === model)?.state;

/** A model that waits to be loaded. */
async function idleModel(client: LlmClient): Promise<string> {
  const idle = (await client.listModels({ signal: going() })).find(({ state }) => state === 'not-loaded');
  if (idle === undefined) throw new Error('No model waits to be loaded.');
  return idle.id;
}

/** What a kind does with the program behind it. */
export const programs = {
  'loads and unloads a model, and its list follows': {
    async run({ client }) {
      const model = await idleModel(client);
      await client.control?.load(model, loadOptions());
      expect(await stateOf(client, model)).toBe('loaded');
      await client.control?.unload(model, { signal: going() });
      expect(await stateOf(client, model)).toBe('not-loaded');
    },
  },
  'does nothing for what is loaded or unloaded already': {
    async run({ client }) {
      const model = await idleModel(client);
      await client.control?.unload(model, { signal: going() });
      expect(await stateOf(client, model)).toBe('not-loaded');
      for (let times = 0; times < 2; times += 1) await client.control?.load(model, loadOptions());
      expect(await stateOf(client, model)).toBe('loaded');
      await client.control?.unload(model, { signal: going() });
      expect(await stateOf(client, model)).toBe('not-loaded');
    },
  },
  'does not load what is not there': {
    async run({ client, code }) {
      const load = client.control?.load('nobody-has-this', loadOptions()) ?? Promise.resolve();
      await expectCode(load, code ?? 'BACKEND_MODEL_NOT_FOUND');
    },
  },
  'says that a program loads and unloads by itself only': {
    async run({ client, request }) {
      if (client.control === null) return;
      await expectCode(client.control.load(request.model, loadOptions()), 'BACKEND_NO_CONTROL');
      await expectCode(client.control.unload(request.model, { signal: going() }), 'BACKEND_NO_CONTROL');
    },
  },
  'shows its key, and tells that it was asked for': {
    needs: { settings: { apiKey: new Secret('sk-right') }, server: { accessKey: 'sk-right' } },
    async run({ client, request }) {
      expect((await client.complete(request, { signal: going() })).content).not.toBe('');
      expect((await client.facts({ signal: going() })).authentication).toBe('accepted');
    },
  },
  'is refused with a wrong key': {
    needs: { settings: { apiKey: new Secret('sk-wrong') }, server: { accessKey: 'sk-right' } },
    async run({ client, request }) {
      await expectCode(client.listModels({ signal: going() }), 'BACKEND_UNAUTHORIZED');
      await expectCode(client.complete({ ...request, model: 'qwen3-4b' }, { signal: going() }), 'BACKEND_UNAUTHORIZED');
    },
  },
  'is told that the program is busy while it loads': {
    async run({ client, request, server }) {
      server?.setFault({ kind: 'loading' });
      await expectCode(client.complete(request, { signal: going() }), 'BACKEND_BUSY');
    },
  },
  'closes its socket when it is called off': {
    needs: { server: { latencyMs: 60_000 } },
    async run({ client, request, server }) {
      const stop = new AbortController();
      const call = client.complete(request, { signal: stop.signal });
      while (server?.chats.length === 0) await new Promise((resolve) => setImmediate(resolve));
      stop.abort();
      await expectCode(call, 'BACKEND_ABORTED');
      expect((await server?.abandonment())?.abandoned).toBe(true);
    },
  },
} satisfies Readonly<Record<string, Behaviour>>;
