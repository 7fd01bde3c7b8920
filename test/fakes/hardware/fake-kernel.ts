import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A GPU of AMD or Intel in sysfs. What is null has no file. */
export interface FakeCard {
  readonly vendor?: 'amd' | 'intel';
  /** @defaultValue `card1` */
  readonly card?: string;
  /** Where it sits on the PCI bus. @defaultValue `0000:03:00.0` */
  readonly slot?: string;
  readonly productName?: string | null;
  readonly loadPercent?: number | null;
  readonly memoryTotalBytes?: number | null;
  readonly memoryUsedBytes?: number | null;
  readonly temperatureC?: number | null;
  readonly powerWatts?: number | null;
  readonly powerLimitWatts?: number | null;
}

/** A program that has a GPU open, as `/proc` tells. */
export interface FakeDrmProcess {
  readonly pid: number;
  readonly name: string;
  readonly parentPid?: number;
  readonly slot?: string;
  readonly memoryKibibytes: number;
  /** @defaultValue `amdgpu` */
  readonly driver?: 'amdgpu' | 'i915' | 'xe';
}

/** A folder that stands for `/sys` and one that stands for `/proc`, with what a test puts there. */
export interface FakeKernel {
  readonly sysRoot: string;
  readonly procRoot: string;
  setCard(card: FakeCard): void;
  setProcess(process: FakeDrmProcess): void;
  /** A program that has only ordinary files open. */
  setOtherProcess(process: { pid: number; openFiles: number }): void;
  endProcess(pid: number): void;
  /** Whether the kernel has switched a GPU of NVIDIA off. */
  setNvidiaPower(status: 'active' | 'suspended'): void;
  setBattery(battery: { percent: number; status: 'Charging' | 'Discharging' | 'Full' | 'Not charging' }): void;
  setCpu(cpu: { temperatureC?: number; idleTicks: number; busyTicks: number }): void;
  setMemory(memory: { totalKibibytes: number; availableKibibytes: number; swapUsedKibibytes?: number }): void;
  /** What the processor took so far, and where its counter begins again, in microjoules. */
  setCpuEnergy(energy: { microjoules: number; maxMicrojoules: number }): void;
}

/** Makes both below `folder`. A computer with nothing in it. */
export function createFakeKernel(folder: string): FakeKernel {
  const sysRoot = join(folder, 'sys');
  const procRoot = join(folder, 'proc');
  const write = (file: string, text: string | number | null) => {
    if (text === null) return rmSync(file, { force: true });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  };
  mkdirSync(sysRoot, { recursive: true });
  mkdirSync(procRoot, { recursive: true });
  return {
    sysRoot,
    procRoot,
    setCard: (card) => writeCard(sysRoot, write, card),
    setProcess: (process) => writeProcess(procRoot, write, process),
    setOtherProcess({ pid, openFiles }) {
      const folder = join(procRoot, String(pid), 'fd');
      mkdirSync(folder, { recursive: true });
      for (let fd = 0; fd < openFiles; fd += 1) symlinkSync('/dev/null', join(folder, String(fd)));
    },
    endProcess: (pid) => rmSync(join(procRoot, String(pid)), { recursive: true, force: true }),
    setNvidiaPower(status) {
      const device = join(sysRoot, 'bus/pci/devices/0000:01:00.0');
      write(join(device, 'vendor'), '0x10de');
      write(join(device, 'class'), '0x030000');
      write(join(device, 'power/runtime_status'), status);
    },
    setBattery({ percent, status }) {
      const supply = join(sysRoot, 'class/power_supply/BAT0');
      write(join(supply, 'type'), 'Battery');
      write(join(supply, 'capacity'), percent);
      write(join(supply, 'status'), status);
    },
    setCpu({ temperatureC, idleTicks, busyTicks }) {
      write(join(procRoot, 'stat'), `cpu  ${busyTicks} 0 0 ${idleTicks} 0 0 0 0 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10`);
      if (temperatureC === undefined) return;
      write(join(sysRoot, 'class/hwmon/hwmon0/name'), 'k10temp');
      write(join(sysRoot, 'class/hwmon/hwmon0/temp1_input'), temperatureC * 1000);
    },
    setMemory({ totalKibibytes, availableKibibytes, swapUsedKibibytes = 0 }) {
      const lines = [
        `MemTotal:       ${totalKibibytes} kB`,
        `MemAvailable:   ${availableKibibytes} kB`,
        'SwapTotal:      8388608 kB',
        `SwapFree:       ${8_388_608 - swapUsedKibibytes} kB`,
      ];
      write(join(procRoot, 'meminfo'), lines.join('\n'));
    },
    setCpuEnergy({ microjoules, maxMicrojoules }) {
      const zone = join(sysRoot, 'class/powercap/intel-rapl:0');
      write(join(zone, 'name'), 'package-0');
      write(join(zone, 'energy_uj'), microjoules);
      write(join(zone, 'max_energy_range_uj'), maxMicrojoules);
    },
  };
}

type Write = (file: string, text: string | number | null) => void;

function writeCard(sysRoot: string, write: Write, card: FakeCard): void {
  const { vendor = 'amd', card: name = 'card1', slot = '0000:03:00.0' } = card;
  const device = join(sysRoot, 'class/drm', name, 'device');
  write(join(device, 'vendor'), vendor === 'amd' ? '0x1002' : '0x8086');
  write(join(device, 'device'), '0x744c');
  write(join(device, 'uevent'), `DRIVER=${vendor === 'amd' ? 'amdgpu' : 'xe'}\nPCI_SLOT_NAME=${slot}`);
  write(join(device, 'product_name'), card.productName ?? null);
  write(join(device, 'gpu_busy_percent'), card.loadPercent ?? null);
  write(join(device, 'mem_info_vram_total'), card.memoryTotalBytes ?? null);
  write(join(device, 'mem_info_vram_used'), card.memoryUsedBytes ?? null);
  const sensor = join(device, 'hwmon/hwmon3');
  write(join(sensor, 'name'), vendor === 'amd' ? 'amdgpu' : 'xe');
  write(join(sensor, 'temp1_input'), times(card.temperatureC, 1000));
  write(join(sensor, 'power1_average'), times(card.powerWatts, 1_000_000));
  write(join(sensor, 'power1_cap'), times(card.powerLimitWatts, 1_000_000));
}

function writeProcess(procRoot: string, write: Write, process: FakeDrmProcess): void {
  const { pid, name, parentPid = 1, slot = '0000:03:00.0', memoryKibibytes, driver = 'amdgpu' } = process;
  const folder = join(procRoot, String(pid));
  const region = { amdgpu: 'drm-memory-vram', i915: 'drm-resident-local0', xe: 'drm-resident-vram0' }[driver];
  write(join(folder, 'comm'), name);
  write(join(folder, 'stat'), `${pid} (${name}) S ${parentPid} 1 1 0`);
  for (const fd of [7, 8]) {
    // One client that has the device open twice, as real programs do: it counts once.
    mkdirSync(join(folder, 'fd'), { recursive: true });
    rmSync(join(folder, 'fd', String(fd)), { force: true });
    symlinkSync('/dev/dri/renderD128', join(folder, 'fd', String(fd)));
    const text = `pos:\t0\nflags:\t02\ndrm-driver:\t${driver}\ndrm-client-id:\t${pid}\ndrm-pdev:\t${slot}\n${region}:\t${memoryKibibytes} KiB`;
    write(join(folder, 'fdinfo', String(fd)), text);
  }
}

function times(value: number | null | undefined, factor: number): number | null {
  return value === null || value === undefined ? null : Math.round(value * factor);
}
