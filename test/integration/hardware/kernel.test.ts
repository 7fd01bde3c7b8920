import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHardwareRig } from '../../utils/hardware.ts';

const card = { memoryTotalBytes: 17_163_091_968, memoryUsedBytes: 9_000_000_000 };

describe('a computer with a GPU of AMD', () => {
  it('is seen with its load, memory, sensors and programs', async () => {
    const { monitor, kernel } = createHardwareRig({ nvidia: false });
    kernel.setCard({ ...card, loadPercent: 93, temperatureC: 71, powerWatts: 240.5, powerLimitWatts: 315 });
    kernel.setProcess({ pid: 900, name: 'ollama', memoryKibibytes: 7_000_000 });
    kernel.setProcess({ pid: 901, name: 'a (strange) game', memoryKibibytes: 1000 });
    kernel.setProcess({ pid: 902, name: 'child', parentPid: process.pid, memoryKibibytes: 10 });
    kernel.setProcess({ pid: 903, name: 'elsewhere', slot: '0000:0c:00.0', memoryKibibytes: 5 });
    const { gpus, probes } = await monitor.refresh();
    expect(gpus).toEqual([
      {
        index: 0,
        name: 'AMD GPU (1002:744c)',
        vendor: 'amd',
        driver: 'amdgpu',
        load: 0.93,
        ...card,
        temperatureC: 71,
        powerWatts: 240.5,
        powerLimitWatts: 315,
        processes: [
          { pid: 900, name: 'ollama', memoryBytes: 7_000_000 * 1024, owner: 'backend' },
          { pid: 901, name: 'a (strange) game', memoryBytes: 1000 * 1024, owner: 'other' },
          { pid: 902, name: 'child', memoryBytes: 10 * 1024, owner: 'own' },
        ],
      },
    ]);
    expect(probes[1]).toEqual({ name: 'sysfs', state: 'ok', detail: 'One GPU.' });
  });

  it('shows memory that was given back at once, and a program that began within 10 s', async () => {
    const { monitor, kernel, clock } = createHardwareRig({ nvidia: false });
    kernel.setCard(card);
    kernel.setProcess({ pid: 900, name: 'ollama', memoryKibibytes: 7_000_000 });
    await monitor.refresh();
    kernel.setProcess({ pid: 900, name: 'ollama', memoryKibibytes: 12 });
    kernel.setProcess({ pid: 901, name: 'quake', memoryKibibytes: 5000 });
    expect((await monitor.refresh()).gpus[0]?.processes).toMatchObject([{ pid: 900, memoryBytes: 12 * 1024 }]);
    clock.advance(10_000);
    kernel.endProcess(900);
    expect((await monitor.refresh()).gpus[0]?.processes).toMatchObject([{ pid: 901, owner: 'other' }]);
  });

  it('is named by lspci where that is', async () => {
    const { monitor, kernel, nvidia } = createHardwareRig();
    nvidia.setMode('no-devices');
    const line = '0000:03:00.0 "VGA controller" "AMD [AMD/ATI]" "Navi 31 [Radeon RX 7900 XTX]" -rc8 "Sapphire" "Nitro"';
    mkdirSync(nvidia.folder, { recursive: true });
    writeFileSync(join(nvidia.folder, 'lspci'), `#!/bin/sh\necho '${line}'\n`);
    chmodSync(join(nvidia.folder, 'lspci'), 0o755);
    kernel.setCard(card);
    expect((await monitor.refresh()).gpus[0]?.name).toBe('AMD Radeon RX 7900 XTX');
  });

  it('comes after those of NVIDIA', async () => {
    const { monitor, kernel, nvidia } = createHardwareRig();
    nvidia.setGpus([{}, {}]);
    kernel.setCard({ vendor: 'intel' });
    const { gpus } = await monitor.refresh();
    expect(gpus.map(({ index, vendor }) => [index, vendor])).toEqual([
      [0, 'nvidia'],
      [1, 'nvidia'],
      [2, 'intel'],
    ]);
    expect(gpus[2]).toMatchObject({ load: null, memoryTotalBytes: null, powerWatts: null });
  });
});

describe('the rest of the computer', () => {
  it('is its processor, main memory and battery', async () => {
    const { monitor, kernel, clock } = createHardwareRig({ nvidia: false });
    kernel.setCpu({ temperatureC: 58.5, idleTicks: 1000, busyTicks: 1000 });
    kernel.setMemory({ totalKibibytes: 32_000_000, availableKibibytes: 20_000_000, swapUsedKibibytes: 1024 });
    kernel.setBattery({ percent: 83, status: 'Discharging' });
    const first = await monitor.refresh();
    expect(first.cpu).toMatchObject({ load: null, temperatureC: 58.5 });
    expect(first.memory).toEqual({
      totalBytes: 32_000_000 * 1024,
      availableBytes: 20_000_000 * 1024,
      swapUsedBytes: 1024 * 1024,
    });
    expect(first.battery).toEqual({ charging: false, onBattery: true, level: 0.83 });
    kernel.setCpu({ idleTicks: 1075, busyTicks: 1025 });
    kernel.setBattery({ percent: 84, status: 'Charging' });
    clock.advance(10_000);
    const second = await monitor.refresh();
    expect(second.cpu.load).toBe(0.25);
    expect(second.battery).toEqual({ charging: true, onBattery: false, level: 0.84 });
  });

  it('tells the power of its processor where the counters may be read, also when they begin again', async () => {
    const { monitor, kernel, clock } = createHardwareRig({ nvidia: false });
    const watts = async (microjoules: number) => {
      kernel.setCpuEnergy({ microjoules, maxMicrojoules: 100_000_000 });
      clock.advance(2000);
      return (await monitor.refresh()).cpu.powerWatts;
    };
    expect(await watts(20_000_000)).toBeNull();
    expect(await watts(90_000_000)).toBe(35);
    expect(await watts(10_000_000)).toBe(10);
  });

  it('may have no battery, which is no fault', async () => {
    const { monitor } = createHardwareRig({ nvidia: false });
    const { battery, probes } = await monitor.refresh();
    expect(battery).toBeNull();
    expect(probes.find(({ name }) => name === 'battery')).toMatchObject({ state: 'not-available' });
  });
});
