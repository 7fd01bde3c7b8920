import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { writeTinyModel } from '../../core/inference/backends/index.ts';
import { LocalNetwork } from '../../core/testing/index.ts';
import { ancestorsOf, findProcesses } from '../utils/linux-processes.ts';
import { driverOf } from './app-rig.ts';
import { launchApp } from './launch.ts';

/** The utility process of the engine among the children of the app. */
const enginesOf = (app: number) =>
  findProcesses('--type=utility')
    .filter(({ commandLine }) => commandLine.includes('node.mojom.NodeService'))
    .map(({ pid }) => pid)
    .filter((pid) => ancestorsOf(pid).includes(app));

it('the app answers with the built-in engine in a utility process, and survives its death', async () => {
  const network = new LocalNetwork();
  await network.start();
  onTestFinished(() => network.stop());
  const app = await launchApp({
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
    async prepare(dataFolder) {
      mkdirSync(join(dataFolder, 'models'), { recursive: true });
      await writeTinyModel(join(dataFolder, 'models', 'tiny.gguf'), {
        ends: false,
        // Large enough to be killed in the middle of an answer.
        embeddingLength: 512,
        blocks: 6,
      });
      writeFileSync(
        join(dataFolder, 'config.toml'),
        `[network]\nlisten_address = "/ip4/127.0.0.1/tcp/0"\nbootstrap_peers = ["${network.validator.address}"]\n`,
      );
      appendFileSync(join(dataFolder, 'config.toml'), '[llm_client]\nbackend = "builtin"\n[builtin]\nthreads = 1\n');
    },
  });
  onTestFinished(() => app.close());
  const { state } = driverOf(app);
  await state('serving');
  const client = await network.addClient();
  const ask = (prompt: string, maxOutboundTokens: number) =>
    client.request({ model: 'tiny', prompt, maxOutboundTokens, signal: AbortSignal.timeout(30_000) });

  const first = await vi.waitFor(() => ask('What is a weft?', 20), { timeout: 30_000, interval: 500 });
  expect(first).toMatchObject({ outboundTokens: 20n, modelUsed: 'tiny' });
  const pid = app.app.process().pid ?? 0;
  const [engine] = enginesOf(pid);
  if (engine === undefined) throw new Error('There is no utility process of an engine.');

  const lost = ask('Go on and on.', 1900).catch((error: unknown) => error);
  const { call } = driverOf(app);
  await vi.waitFor(async () => {
    const { items } = await call('queue.get', {});
    expect(items.some(({ outboundTokens }) => outboundTokens > 0)).toBe(true);
  });
  process.kill(engine, 'SIGKILL');
  expect(await lost).toBeInstanceOf(Error);
  const again = await ask('What is a warp?', 20);
  expect(again).toMatchObject({ outboundTokens: 20n });
  expect(enginesOf(pid)).not.toContain(engine);
});
