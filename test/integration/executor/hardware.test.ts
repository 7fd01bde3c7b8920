import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hardware } from '../../../core/control/schemas/hardware.ts';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { everything, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

it('shows the hardware of a running executor, and tells when it changed', async () => {
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'));
  const rig = await startExecutorRig({}, { env: { PATH: nvidia.folder } });
  const first = hardware.parse(await rig.call('hardware.get', {}));
  expect(first.gpus).toMatchObject([{ name: 'NVIDIA GeForce RTX 4070 Ti SUPER', memoryUsedBytes: 512 * 1024 ** 2 }]);
  expect(first.cpu.cores).toBeGreaterThan(0);
  expect(first.memory.totalBytes).toBeGreaterThan(first.memory.availableBytes);
  expect(first.disk?.freeBytes).toBeGreaterThan(0);
  expect(first.history).toHaveLength(1);

  nvidia.setGpus([{ memoryUsedMebibytes: 9000 }]);
  const changed = await new Promise((resolve) => {
    rig.launched.executor.subscribe((name, payload) => {
      if (name === 'hardware.changed') resolve(payload);
    });
  });
  expect(hardware.parse(changed)).toMatchObject({
    gpus: [{ memoryUsedBytes: 9000 * 1024 ** 2 }],
    history: [{ gpuMemoryUsedBytes: 512 * 1024 ** 2 }, { gpuMemoryUsedBytes: 9000 * 1024 ** 2 }],
  });
});

it('tells which GPUs devices leaves out', async () => {
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'), [{}, {}]);
  const flags = { 'llm_client.backend': 'builtin', 'gpu_allocation.devices': [1] };
  const rig = await startExecutorRig({}, { env: { PATH: nvidia.folder }, flags });
  const inUse = async () => (await rig.call('hardware.get', {})).gpus.map((gpu) => gpu.inUse);
  expect(await inUse()).toEqual([false, true]);
});

it('books the energy of a request, as its part of what the card took meanwhile', async () => {
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'), [{ powerWatts: 100 }]);
  const rig = await startExecutorRig({ latencyMs: 300 }, { env: { PATH: nvidia.folder } });
  await rig.call('hardware.get', {});
  await rig.state('serving');
  const client = await rig.client();
  const askedAtMs = performance.now();
  await client.request({ model: 'qwen3-4b', prompt: 'Why is the sky blue?', maxOutboundTokens: 20 });
  const askedForSeconds = (performance.now() - askedAtMs) / 1000;
  const rows = () => rig.call('earnings.rows', { filter: everything, limit: 1 });
  await eventually(async () => (await rows())[0]?.state === 'accrued');
  const { energyJoules = null, durationMs = null } = (await rows())[0] ?? {};
  // The card takes 100 W all the time, so its joules tell the seconds: not less than the backend's, not more than the client's.
  expect(energyJoules).toBeGreaterThan((100 * (durationMs ?? 0)) / 1000 - 1);
  expect(energyJoules).toBeLessThan(100 * askedForSeconds);
  const [sum] = (await rig.call('hardware.get', {})).energy;
  expect(sum?.device).toBe('GPU 0');
  expect(sum?.servingJoules).toBeCloseTo(energyJoules ?? 0, 6);
});
