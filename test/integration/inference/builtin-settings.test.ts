import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LaunchedExecutor } from '../../../core/executor/index.ts';
import { type ConfigFlags, checkConfigText } from '../../../core/foundation/config/index.ts';
import type { LlmClient } from '../../../core/inference/backends/index.ts';
import { buildCompletionRequest, going } from '../../utils/backend.ts';
import { builtinClient, modelsFolder } from '../../utils/builtin.ts';
import { launchRigExecutor } from '../../utils/executor-rig.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { findProcesses, processStatus } from '../../utils/linux-processes.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const endless = { tiny: { ends: false } };

/** A client with the keys of `[builtin]` as a configuration file writes them. */
async function clientWith(section: string, models: Parameters<typeof modelsFolder>[0] = endless): Promise<LlmClient> {
  const { config, problems } = checkConfigText(`[builtin]\n${section}\n`, { file: 'test', env: {}, flags: {} });
  if (config === null) throw new Error(JSON.stringify(problems));
  return builtinClient(await modelsFolder(models), { settings: config.builtin });
}

const request = (more = {}) =>
  buildCompletionRequest({ model: 'tiny', temperature: 0, maxOutboundTokens: 10, ...more });

async function loaded(client: LlmClient) {
  await client.complete(request({ prompt: 'Hi', maxOutboundTokens: 2 }), { signal: going() });
  const models = await client.listModels({ signal: going() });
  return models.find(({ id }) => id === 'tiny');
}

/** Threads of the engine that this test started. */
function engineThreads(): number {
  const own = findProcesses('builtin/engine/main.ts').filter(
    ({ pid }) => processStatus(pid, 'PPid') === String(process.pid),
  );
  return readdirSync(`/proc/${own.at(-1)?.pid}/task`).length;
}

async function launchBuiltin(dataFolder: string, flags: ConfigFlags = {}): Promise<LaunchedExecutor> {
  return launchRigExecutor(dataFolder, { 'network.bootstrap_peers': [], 'llm_client.backend': 'builtin', ...flags });
}

async function modelIds({ executor }: LaunchedExecutor): Promise<readonly string[]> {
  return (await executor.handlers['models.refresh']({}, { signal: going() })).map(({ id }) => id);
}

test('loads a model with at most context_length', async () => {
  expect(await loaded(await clientWith('context_length = 768'))).toMatchObject({ loadedContextLength: 768 });
});

test('works on as many requests at once as parallel says', async () => {
  const client = await clientWith('parallel = 3');
  expect(await loaded(client)).toMatchObject({ parallel: 3 });
  expect(await client.facts({ signal: going() })).toMatchObject({ slots: 3, busySlots: 0 });
  const stop = new AbortController();
  const calls = Array.from({ length: 5 }, () =>
    client.complete(request({ maxOutboundTokens: 1800 }), { signal: stop.signal }).catch(() => {}),
  );
  await eventually(async () => (await client.facts({ signal: going() })).busySlots === 3);
  stop.abort();
  await Promise.all(calls);
});

test('computes with as many threads as threads says', async () => {
  const mostThreads = async (client: LlmClient) => {
    let most = 0;
    const onProgress = () => {
      most = Math.max(most, engineThreads());
    };
    await client.complete(request({ prompt: 'Hi', maxOutboundTokens: 3 }), { signal: going(), onProgress });
    await client.close();
    return most;
  };
  const one = await mostThreads(await clientWith('threads = 1'));
  // They live as long as one step of the computation.
  expect(await mostThreads(await clientWith('threads = 2'))).toBeGreaterThan(one);
}, 60_000);

test('refuses to load where the GPU interface that gpu names is missing', async () => {
  // No computer has both; the message is the same for a driver that is not installed.
  const other = process.platform === 'darwin' ? 'cuda' : 'metal';
  const client = await clientWith(`gpu = "${other}"`);
  await expectCode(client.complete(request(), { signal: going() }), 'BACKEND_ENGINE_NO_GPU');
  await expectCode(client.healthCheck({ signal: going() }), 'BACKEND_ENGINE_NO_GPU');
  const off = await clientWith('gpu = "off"');
  expect((await off.healthCheck({ signal: going() })).version).toMatch(/^node-llama-cpp .*, CPU$/);
});

test('serves the model files of every folder that models_dir names', async () => {
  const [first, second] = [await modelsFolder({ first: {} }), await modelsFolder({ second: {} })];
  const own = await modelsFolder({ own: {} });
  const launched = await launchBuiltin(own, { 'builtin.models_dir': [join(first, 'models'), join(second, 'models')] });
  expect(await modelIds(launched)).toEqual(['first', 'own', 'second']);
});

test('a data folder without model files has no model to serve, and the status says so', async () => {
  const launched = await launchBuiltin(tempFolder());
  expect(await modelIds(launched)).toEqual([]);
  const { problems, backend } = await launched.executor.handlers['status.get']({}, { signal: going() });
  expect(backend).toMatchObject({ kind: 'builtin', state: 'connected' });
  expect(problems.map(({ code }) => code)).toContain('BACKEND_NO_MODELS');
});
