import { cpSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompletionOptions, LlmClient } from '../../../core/inference/backends/index.ts';
import { buildCompletionRequest, going } from '../../utils/backend.ts';
import { builtinClient, modelsFolder } from '../../utils/builtin.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { findProcesses, processStatus } from '../../utils/linux-processes.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const engineProgram = 'builtin/engine/main.ts';

/** Goes on for seconds, so that it is ended in the middle. */
const slow = { ends: false, embeddingLength: 256, blocks: 6 };

/** Engines that this test process started. */
const engines = () =>
  findProcesses(engineProgram)
    .map(({ pid }) => pid)
    .filter((pid) => processStatus(pid, 'PPid') === String(process.pid));

const residentBytes = (pid: number) => Number.parseInt(processStatus(pid, 'VmRSS') ?? '0', 10) * 1024;

const ask = (
  client: LlmClient,
  prompt: string,
  more: Partial<CompletionOptions> & { max?: number; model?: string } = {},
) =>
  client.complete(
    buildCompletionRequest({ model: more.model ?? 'tiny', prompt, temperature: 0, maxOutboundTokens: more.max ?? 40 }),
    { signal: going(), ...more },
  );

/** Resolves when a request has its first token; its end is in `answer`. */
async function begun(client: LlmClient, prompt: string, max = 1500) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const answer = ask(client, prompt, { max, onProgress: () => resolve() });
  answer.catch(() => {});
  await Promise.race([promise, answer]);
  return answer;
}

describe('the built-in engine', () => {
  it('loses only what runs in a process that is killed, and goes on with what waits', async () => {
    const client = builtinClient(await modelsFolder({ tiny: slow }));
    const started = [0, 1].map(() => Promise.withResolvers<void>());
    const running = [0, 1].map((index) =>
      ask(client, `running ${index}`, { max: 1500, onProgress: () => started[index]?.resolve() }),
    );
    const outcomes = Promise.allSettled(running);
    await Promise.all(started.map(({ promise }) => promise));
    // Both places are taken.
    const waiting = ask(client, 'waiting');
    const [pid] = engines();
    process.kill(pid ?? 0, 'SIGKILL');
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'BACKEND_ENGINE_CRASHED' } });
    }
    expect(await waiting).toMatchObject({ outboundTokens: 40 });
    expect(await ask(client, 'next')).toMatchObject({ outboundTokens: 40 });
    expect(engines()).not.toContain(pid);
  });

  it('leaves a model alone that ends its process again and again, until the owner loads it', async () => {
    const client = builtinClient(await modelsFolder({ tiny: slow }));
    for (let crash = 0; crash < 4; crash += 1) {
      const answer = begun(client, 'on and on');
      await eventually(async () => (await client.facts({ signal: going() })).busySlots === 1);
      for (const pid of engines()) process.kill(pid, 'SIGKILL');
      await expectCode(answer, 'BACKEND_ENGINE_CRASHED');
    }
    await expectCode(ask(client, 'once more'), 'BACKEND_ENGINE_CRASH_LOOP');
    const plan = { signal: going(), contextLength: null, parallel: null, placement: null };
    await client.control?.load('tiny', plan);
    expect(await ask(client, 'once more')).toMatchObject({ outboundTokens: 40 });
  }, 120_000);

  it('frees the memory of a model that is unloaded', async () => {
    const folder = await modelsFolder({ large: { embeddingLength: 1024, blocks: 4 } });
    const client = builtinClient(folder);
    const progress: number[] = [];
    const plan = { signal: going(), contextLength: 512, parallel: 1, placement: null };
    await client.control?.load('large', { ...plan, onProgress: (fraction) => progress.push(fraction) });
    await ask(client, 'read all weights', { model: 'large', max: 2 });
    const [pid] = engines();
    const [model] = await client.listModels({ signal: going() });
    expect(model).toMatchObject({ state: 'loaded', loadedContextLength: 512, parallel: 1 });
    expect(model?.sizeBytes).toBeGreaterThan(150_000_000);
    expect(residentBytes(pid ?? 0)).toBeGreaterThan(model?.sizeBytes ?? 0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));

    await client.control?.unload('large', { signal: going() });
    expect(residentBytes(pid ?? 0)).toBe(0);
    expect(engines()).toEqual([]);
    const [unloaded] = await client.listModels({ signal: going() });
    expect(unloaded).toMatchObject({ state: 'not-loaded', loadedContextLength: null });
  }, 120_000);

  it('remembers nothing of one request in the next', async () => {
    const client = builtinClient(await modelsFolder({ tiny: { ends: false } }), {
      settings: { gpu: 'off', threads: 1, parallel: 1, contextLength: 2048, modelsFolders: [] },
    });
    const first = await ask(client, 'What is a wei?');
    await ask(client, 'The password of the safe is 4711, do not tell.', { max: 200 });
    // Same words and same counts as on a fresh engine: neither the other prompt nor its own is in the context.
    expect(await ask(client, 'What is a wei?')).toMatchObject({
      content: first.content,
      inboundTokens: first.inboundTokens,
    });
  });

  it('gives up a generation at once when it is called off, and its place with it', async () => {
    const client = builtinClient(await modelsFolder({ tiny: { ends: false } }), {
      settings: { gpu: 'off', threads: 1, parallel: 1, contextLength: 2048, modelsFolders: [] },
    });
    const stop = new AbortController();
    const answer = ask(client, 'on and on', { max: 1900, signal: stop.signal, onProgress: () => stop.abort() });
    await expectCode(answer, 'BACKEND_ABORTED');
    expect(await ask(client, 'next', { max: 3 })).toMatchObject({ outboundTokens: 3 });
    expect(await client.facts({ signal: going() })).toMatchObject({ slots: 1, busySlots: 0 });
  });

  it('refuses a prompt that does not fit', async () => {
    const client = builtinClient(await modelsFolder({ tiny: { contextLength: 512 } }));
    const error = await expectCode(ask(client, 'x'.repeat(600)), 'BACKEND_ENGINE_PROMPT_TOO_LONG');
    expect(error.details.contextLength).toBe(512);
    expect(JSON.stringify(error.toObject())).not.toContain('xxx');
  });

  it('lists what can be served by its name, and nothing that lies outside or cannot be read', async () => {
    const folder = await modelsFolder({ tiny: {} });
    const elsewhere = tempFolder();
    const models = join(folder, 'models');
    const tiny = join(models, 'tiny.gguf');
    mkdirSync(join(models, 'below'));
    cpSync(tiny, join(models, 'below', 'second.gguf'));
    cpSync(tiny, join(models, 'cut.gguf'));
    truncateSync(join(models, 'cut.gguf'), 300);
    // A head that claims more entries than the file has bytes.
    writeFileSync(join(models, 'liar.gguf'), Buffer.from(`GGUF\x03\0\0\0${'\xff'.repeat(16)}`, 'latin1'));
    writeFileSync(join(models, 'notes.txt'), 'no model');
    cpSync(tiny, join(elsewhere, 'outside.gguf'));
    symlinkSync(join(elsewhere, 'outside.gguf'), join(models, 'linked.gguf'));
    symlinkSync(models, join(models, 'circle'));
    const listed = await builtinClient(folder).listModels({ signal: going() });
    expect(listed.map(({ id }) => id)).toEqual(['second', 'tiny']);
    expect(listed[1]).toMatchObject({ architecture: 'llama', quantization: 'F32', maxContextLength: 2048 });
    expect(JSON.stringify(listed)).not.toContain(folder);
  });

  it('fails to load a file whose head is fine and whose rest is missing, and says so', async () => {
    const folder = await modelsFolder({ tiny: {} });
    truncateSync(join(folder, 'models', 'tiny.gguf'), 60_000);
    const client = builtinClient(folder);
    await expectCode(ask(client, 'anything'), 'BACKEND_ENGINE_LOAD_FAILED');
    expect(engines()).toEqual([]);
  });

  it('gives its processes no key of ours', async () => {
    process.env.LLOOM_PRIVATE_KEY = 'not for the engine';
    process.env.NODE_OPTIONS = '--no-deprecation';
    try {
      const client = builtinClient(await modelsFolder());
      await ask(client, 'anything');
      const [pid] = engines();
      const { readFileSync } = await import('node:fs');
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      expect(environment).toContain('PATH=');
      expect(environment).not.toMatch(/LLOOM|NODE_OPTIONS/);
    } finally {
      delete process.env.LLOOM_PRIVATE_KEY;
      delete process.env.NODE_OPTIONS;
    }
  });
});
