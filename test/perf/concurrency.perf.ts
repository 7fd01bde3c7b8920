import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlClient } from '../../core/control/socket/index.ts';
import { systemClock } from '../../core/foundation/clock.ts';
import { dataPaths } from '../../core/foundation/config/index.ts';
import { LocalNetwork } from '../../core/testing/index.ts';
import { spawnLlmServer } from '../fakes/llm-server/spawn.ts';
import { startChild } from './concurrency/child.ts';
import type { FromClients, RoundResult } from './concurrency/messages.ts';
import { openProbes } from './concurrency/probes.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  '64 clients with their own keys ask one executor at the same moment, ten times; its backend answers 8 at a time in ' +
  '100 ms. Nothing may be lost, totalOverLimit (total time over rounds × waves × the backend’s own median) must be ' +
  'at most 1.15, and controlLatencyMaxMs (one call over the control socket) at most 100 while kad and gossip are answered too.';

const SLOTS = 8;
const LATENCY_MS = 100;

/** Backend, executor and clients run in processes of their own; validator and probes in this one. */
export async function run({ small }: { small: boolean }) {
  const [clients, rounds] = small ? [16, 2] : [64, 10];
  const dataFolder = await mkdtemp(join(tmpdir(), 'lloom-perf-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(dataFolder, { recursive: true, force: true })];
  try {
    const backend = await spawnLlmServer({ dialect: 'lmstudio', slots: SLOTS, latencyMs: LATENCY_MS });
    closing.push(() => backend.close());
    const network = new LocalNetwork();
    await network.start();
    closing.push(() => network.stop());
    const { executorAddress, socketPath, cpuMs, close } = await startExecutor(
      dataFolder,
      backend.url,
      network.validator.address,
    );
    closing.push(close);
    const peers = startChild('./clients.ts', []);
    closing.push(() => peers.close());
    await peers.ask<FromClients>({ do: 'connect', executor: executorAddress, clients, model: 'qwen3-4b' });
    const probes = await openProbes(executorAddress, socketPath);
    closing.push(() => probes.close());

    const results: RoundResult[] = [];
    // One round that is not measured, for the code to be compiled and the backend's connections to be there.
    await peers.ask<FromClients>({ do: 'round', round: 0 });
    const cpuBeforeMs = await cpuMs();
    const measured = (async () => {
      for (let round = 1; round <= rounds; round += 1) {
        const answer = await peers.ask<FromClients>({ do: 'round', round });
        if ('result' in answer) results.push(answer.result);
      }
    })();
    await probes.runUntil(measured);
    const cpuPerRequestMs = ((await cpuMs()) - cpuBeforeMs) / (clients * rounds);

    const { medianServiceMs, maxConcurrent } = await backend.stats();
    const waves = Math.ceil(clients / SLOTS);
    const totalMs = sum(results.map((result) => result.totalMs));
    const limitMs = rounds * waves * medianServiceMs;
    const { control, kad, gossip } = probes.figures();
    const lost = results.flatMap((result) => result.lost);
    return {
      clients,
      rounds,
      lost: lost.length,
      lostBecause: [...new Set(lost)].join(' '),
      totalOverLimit: totalMs / limitMs,
      totalMs,
      limitMs,
      backendMedianMs: medianServiceMs,
      backendMaxConcurrent: maxConcurrent,
      worstRoundOverLimit: Math.max(...results.map((result) => result.totalMs)) / (waves * medianServiceMs),
      controlLatencyMaxMs: control.maxMs,
      /** Of the executor's process, probes included. */
      cpuPerRequestMs,
      answeredMeanwhile: { control, kad, gossip },
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function startExecutor(dataFolder: string, backendUrl: string, validator: string) {
  const environment = { LLOOM_DATA_DIR: dataFolder };
  const configFile = join(dataFolder, 'perf.toml');
  await writeFile(
    configFile,
    `[network]
listen_address = "/ip4/127.0.0.1/tcp/0"
bootstrap_peers = ["${validator}"]
[llm_client]
backend = "lmstudio"
base_url = "${backendUrl}/v1"
`,
  );
  const executor = startChild('./executor.ts', [configFile], environment);
  await executor.ask();
  const cpuMs = async () => (await executor.ask<{ cpuMs: number }>({})).cpuMs;
  const socketPath = dataPaths(environment).controlSocket;
  const control = new ControlClient({ clock: systemClock }, { socketPath });
  for (let tries = 0; ; tries += 1) {
    const { network, identity, modelsServed } = await control.call('status.get', {});
    const [address] = network.listenAddresses;
    if (address !== undefined && modelsServed > 0) {
      control.close();
      return { executorAddress: `${address}/p2p/${identity.peerId}`, socketPath, cpuMs, close: () => executor.close() };
    }
    if (tries > 200) throw new Error('The executor serves nothing.');
    await new Promise<void>((resolve) => setTimeout(resolve, 50));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
