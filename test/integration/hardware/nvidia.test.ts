import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { createHardwareRig } from '../../utils/hardware.ts';
import { eventually } from '../../utils/network.ts';

const MEBIBYTE = 1024 * 1024;

describe('a computer with a GPU of NVIDIA', () => {
  it('is seen with everything that its driver tells', async () => {
    const { monitor, nvidia } = createHardwareRig();
    nvidia.setGpus([
      {
        loadPercent: 72,
        memoryUsedMebibytes: 9000,
        temperatureC: 64,
        powerWatts: 187.25,
        processes: [
          { pid: 501, program: '/home/me/.lmstudio/.internal/utils/node', memoryMebibytes: 8000 },
          { pid: 502, program: '/games/quake', memoryMebibytes: 700, type: 'G' },
          { pid: process.pid, program: '/usr/bin/node', memoryMebibytes: 20, type: 'C+G' },
        ],
      },
      { name: 'NVIDIA, Inc. Other', loadPercent: null, powerWatts: null, memoryTotalMebibytes: null },
    ]);
    const { gpus, probes } = await monitor.refresh();
    expect(gpus).toEqual([
      {
        index: 0,
        name: 'NVIDIA GeForce RTX 4070 Ti SUPER',
        vendor: 'nvidia',
        driver: '580.88',
        load: 0.72,
        memoryTotalBytes: 16_376 * MEBIBYTE,
        memoryUsedBytes: 9000 * MEBIBYTE,
        temperatureC: 64,
        powerWatts: 187.25,
        powerLimitWatts: 285,
        processes: [
          { pid: 501, name: 'node', memoryBytes: 8000 * MEBIBYTE, owner: 'backend' },
          { pid: 502, name: 'quake', memoryBytes: 700 * MEBIBYTE, owner: 'other' },
          { pid: process.pid, name: 'node', memoryBytes: 20 * MEBIBYTE, owner: 'own' },
        ],
      },
      expect.objectContaining({ name: 'NVIDIA, Inc. Other', load: null, powerWatts: null, memoryTotalBytes: null }),
    ]);
    expect(probes[0]).toEqual({ name: 'nvidia-smi', state: 'ok', detail: '2 GPUs.' });
  });

  it('is calm where there is none', async () => {
    const { monitor } = createHardwareRig({ nvidia: false });
    const { gpus, probes } = await monitor.refresh();
    expect(gpus).toEqual([]);
    expect(probes[0]).toMatchObject({ name: 'nvidia-smi', state: 'not-available' });
  });

  it.each(['no-devices', 'no-driver'] as const)('is calm where its tool says %s', async (mode) => {
    const { monitor, nvidia } = createHardwareRig();
    nvidia.setMode(mode);
    expect((await monitor.refresh()).probes[0]).toMatchObject({ state: 'not-available' });
  });

  it.each(['fail', 'garbage', 'flood'] as const)(
    'is known, but not how it is, while its tool does %s',
    async (mode) => {
      const { monitor, nvidia, clock } = createHardwareRig();
      await monitor.refresh();
      nvidia.setMode(mode);
      const { gpus, probes } = await monitor.refresh();
      expect(probes[0]).toMatchObject({ state: 'failed' });
      expect(gpus).toMatchObject([{ index: 0, memoryUsedBytes: null, load: null, processes: null }]);
      nvidia.setMode('ok');
      clock.advance(2000);
      expect((await monitor.refresh()).gpus[0]?.memoryUsedBytes).toBe(512 * MEBIBYTE);
    },
  );

  it('is asked more and more rarely while its tool fails', async () => {
    const { monitor, nvidia, clock } = createHardwareRig();
    nvidia.setMode('fail');
    for (let second = 0; second < 60; second += 2) {
      await monitor.refresh();
      clock.advance(2000);
    }
    expect(nvidia.runs()).toBe(5); // After 0, 2, 6, 14 and 30 seconds.
  });

  it('does not hold up a look when its tool hangs, which is killed', async () => {
    const { monitor, nvidia, clock } = createHardwareRig();
    nvidia.setMode('hang');
    const look = monitor.refresh();
    await eventually(() => nvidia.runs() === 1);
    clock.advance(5000);
    expect((await look).probes[0]).toEqual({
      name: 'nvidia-smi',
      state: 'failed',
      detail: 'It did not answer in time.',
    });
  });

  it('is not woken to be asked', async () => {
    const { monitor, nvidia, kernel } = createHardwareRig();
    kernel.setNvidiaPower('suspended');
    await monitor.refresh(); // Nothing is known of it yet, so this one does wake it.
    const { gpus, probes } = await monitor.refresh();
    expect(nvidia.runs()).toBe(1);
    expect(gpus).toMatchObject([{ load: 0, memoryUsedBytes: 0, powerWatts: 0, processes: [] }]);
    expect(probes[0]?.detail).toContain('not woken');
    kernel.setNvidiaPower('active');
    expect((await monitor.refresh()).gpus[0]?.memoryUsedBytes).toBe(512 * MEBIBYTE);
  });
});

describe('a look', () => {
  it('leaves the event loop free while a tool of the system needs its time', async () => {
    const { monitor, nvidia } = createHardwareRig();
    await monitor.refresh();
    nvidia.setMode('slow');
    const before = performance.eventLoopUtilization();
    await monitor.refresh();
    const { idle, active } = performance.eventLoopUtilization(before);
    expect(idle).toBeGreaterThan(250);
    expect(active).toBeLessThan(idle);
  });
});

describe('the monitor', () => {
  it('looks every 2 s while somebody watches, and every 10 s otherwise', async () => {
    const { monitor, nvidia, clock } = createHardwareRig();
    const nextReading = () =>
      new Promise<void>((resolve) => {
        const end = monitor.onReading(() => {
          end();
          resolve();
        });
      });
    const first = nextReading();
    await monitor.start();
    await first;
    clock.advance(9999);
    expect(nvidia.runs()).toBe(1);
    const second = nextReading();
    clock.advance(1);
    await second;
    const atOnce = nextReading();
    const endWatch = monitor.watch();
    await atOnce;
    const fourth = nextReading();
    clock.advance(2000);
    await fourth;
    expect(nvidia.runs()).toBe(4);
    endWatch();
    await monitor.stop();
    clock.advance(60_000);
    expect(nvidia.runs()).toBe(4);
  });

  it('stops at once while a tool hangs', async () => {
    const { monitor, nvidia } = createHardwareRig();
    nvidia.setMode('hang');
    await monitor.start();
    await eventually(() => nvidia.runs() === 1);
    await monitor.stop();
    expect(monitor.latest()?.gpus).toEqual([]);
  });

  it('can be started again after it was stopped, also twice', async () => {
    const { monitor, clock } = createHardwareRig();
    await monitor.start();
    await monitor.start();
    await monitor.stop();
    await monitor.stop();
    expect(clock.timerCount).toBe(0);
    await monitor.start();
    expect((await monitor.refresh()).gpus).toHaveLength(1);
    await monitor.stop();
  });
});
