import { expect, it } from 'vitest';
import { type Clock, systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import {
  type BackendKindName,
  backendKinds,
  configurableKinds,
  createLlmClient,
  defaultCustomSettings,
  demoSettings,
  llmClientSection,
} from '../../core/inference/backends/index.ts';
import { adaptLlmClient } from '../../core/library/client/adapt-llm-client.ts';
import { startLlmServer } from '../fakes/llm-server/index.ts';
import { WordClient } from '../fakes/word-client.ts';
import { backendSettings, openBackend } from '../utils/backend.ts';
import { type LlmClientSetup, testLlmClient } from './llm-client.ts';

/** The demo at full speed: its waits end at the next turn of the event loop. */
const hurriedClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(callback) {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

async function overServer(dialect: 'lmstudio' | 'openai' | 'ollama' | 'llama-cpp'): Promise<LlmClientSetup> {
  const server = await startLlmServer({ dialect });
  const client = openBackend(backendSettings(dialect, `${server.url}/v1`));
  return {
    client,
    async close() {
      await client.close();
      await server.close();
    },
  };
}

/** How the scripted server's own API is asked; as a stream, because whole answers tell no progress. */
const ownApi = {
  ...defaultCustomSettings,
  models: ['qwen3-4b'],
  requestTemplate: {
    model: '{{model}}',
    system: '{{system_prompt}}',
    input: '{{prompt}}',
    limit: '{{max_tokens}}',
    live: true,
  },
};

/** A new kind does not compile until it has its setup here. */
const setups: Readonly<Record<BackendKindName, () => Promise<LlmClientSetup>>> = {
  lmstudio: () => overServer('lmstudio'),
  ollama: () => overServer('ollama'),
  'llama-cpp': () => overServer('llama-cpp'),
  openai: () => overServer('openai'),
  async custom() {
    const server = await startLlmServer({ dialect: 'custom' });
    const client = openBackend(backendSettings('custom', `${server.url}/generate`, { custom: ownApi }));
    return {
      client,
      async close() {
        await client.close();
        await server.close();
      },
    };
  },
  async demo() {
    const client = createLlmClient(demoSettings, { clock: hurriedClock, logger: silentLogger });
    return { client, close: () => client.close() };
  },
};

for (const kind of Object.keys(backendKinds) as BackendKindName[]) testLlmClient(kind, setups[kind]);

testLlmClient('custom', async () => {
  const client = adaptLlmClient(new WordClient(), { clock: systemClock }, { timeoutSecs: 60 });
  return { client, close: () => client.close() };
});

it('lets a configuration name every kind but the demo', () => {
  expect(Object.keys(backendKinds).filter((kind) => !configurableKinds.some((name) => name === kind))).toEqual([
    'demo',
  ]);
  expect(llmClientSection.keys.backend.safeParse('demo').success).toBe(false);
});
