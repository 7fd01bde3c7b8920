import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { HardwareMonitor, surroundingsOf } from '../../../core/inference/resources/index.ts';
import { createFakeNvidia, createFakePowershell } from '../../fakes/hardware/index.ts';
import { createManualClock } from '../../utils/manual-clock.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const card = 'luid_0x00000000_0x0000C85A_phys_0';
const chip = 'luid_0x00000000_0x0000D111_phys_0';
const counters = {
  adapters: [
    { name: 'AMD Radeon(TM) Graphics', driver: '32.0.1', bytes: 536_870_912 },
    { name: 'AMD Radeon RX 7900 XTX', driver: '32.0.2', bytes: 25_753_026_560 },
  ],
  engines: [
    { name: `pid_501_${card}_eng_0_engtype_3D`, percent: 60 },
    { name: `pid_502_${card}_eng_0_engtype_3D`, percent: 15 },
    { name: `pid_502_${card}_eng_4_engtype_Copy`, percent: 40 },
  ],
  memory: [
    { name: chip, bytes: 100_000_000 },
    { name: card, bytes: 9_000_000_000 },
    { name: 'luid_0x00000000_0x0000FFFF_phys_0', bytes: 0 },
  ],
  processes: [
    { name: `pid_501_${card}`, program: 'C:\\Games\\quake.exe', bytes: 2_000_000_000 },
    { name: `pid_502_${card}`, program: 'C:\\Users\\me\\.lmstudio\\node.exe', bytes: 6_000_000_000 },
  ],
};

function createRig(folders: readonly string[]) {
  const clock = createManualClock();
  const surroundings = surroundingsOf({ platform: 'win32', env: { PATH: folders.join(':') } });
  const monitor = new HardwareMonitor({ clock, logger: silentLogger }, { surroundings, dataFolder: tempFolder() });
  onTestFinished(() => monitor.stop());
  return { monitor, clock };
}

test('without a tool of NVIDIA, the performance counters tell of the GPUs', async () => {
  const powershell = createFakePowershell(join(tempFolder(), 'bin'), counters);
  const { monitor, clock } = createRig([powershell.folder]);
  const { gpus, probes } = await monitor.refresh();
  expect(gpus).toMatchObject([
    {
      index: 0,
      name: 'AMD Radeon RX 7900 XTX',
      vendor: 'amd',
      driver: '32.0.2',
      load: 0.75,
      memoryTotalBytes: 25_753_026_560,
      memoryUsedBytes: 9_000_000_000,
      processes: [
        { pid: 502, name: 'node.exe', owner: 'backend', memoryBytes: 6_000_000_000 },
        { pid: 501, name: 'quake.exe', owner: 'other', memoryBytes: 2_000_000_000 },
      ],
    },
    { index: 1, name: 'AMD Radeon(TM) Graphics', load: 0, memoryUsedBytes: 100_000_000, processes: [] },
  ]);
  expect(probes.map(({ name, state }) => `${name}: ${state}`).slice(0, 2)).toEqual([
    'nvidia-smi: not-available',
    'performance counters: ok',
  ]);
  powershell.setCounters({ ...counters, engines: [] });
  clock.advance(2000);
  expect((await monitor.refresh()).gpus[0]?.load).toBe(0);
  expect(powershell.starts()).toHaveLength(1);
});

test('the memory of a program, which the tool of NVIDIA hides under Windows, comes from the counters', async () => {
  const program = 'C:\\Games\\quake.exe';
  const powershell = createFakePowershell(join(tempFolder(), 'bin'), {
    adapters: [{ name: 'NVIDIA GeForce RTX 4070', driver: '32.0', bytes: 12_000_000_000 }],
    memory: [{ name: card, bytes: 3_000_000_000 }],
    processes: [{ name: `pid_501_${card}`, program, bytes: 2_000_000_000 }],
  });
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'), [
    { processes: [{ pid: 501, program, memoryMebibytes: null, type: 'C+G' }] },
  ]);
  nvidia.renameForWindows();
  const { monitor } = createRig([nvidia.folder, powershell.folder]);
  const { gpus } = await monitor.refresh();
  expect(gpus).toMatchObject([
    { driver: '580.88', processes: [{ pid: 501, name: 'quake.exe', memoryBytes: 2_000_000_000, owner: 'other' }] },
  ]);
});

test('a PowerShell that is silent, ends or says nonsense is started again and never left running', async () => {
  const powershell = createFakePowershell(join(tempFolder(), 'bin'), counters);
  const { monitor, clock } = createRig([powershell.folder]);
  await monitor.refresh();
  for (const mode of ['silent', 'end', 'garbage'] as const) {
    powershell.setMode(mode);
    clock.advance(2000);
    const looking = monitor.refresh();
    if (mode === 'silent') {
      // Not before it was asked: what is called off earlier never reaches it.
      await eventually(() => powershell.questions() === 2);
      clock.advance(5000);
    }
    const { gpus, probes } = await looking;
    expect(probes[1]).toMatchObject({ name: 'performance counters', state: 'failed' });
    expect(gpus[0]).toMatchObject({ name: 'AMD Radeon RX 7900 XTX', memoryUsedBytes: null });
    powershell.setMode('ok');
    clock.advance(2000);
    await eventually(async () => (await monitor.refresh()).probes[1]?.state === 'ok');
  }
  await monitor.stop();
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await eventually(() => !powershell.starts().some(isRunning));
  expect(powershell.starts().length).toBeGreaterThanOrEqual(3);
});
