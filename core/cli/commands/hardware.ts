import type { Gpu, Hardware } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatBytes, formatCount, formatEnergy, plainText, unknown } from '../output/format.ts';
import { formatPairs, formatTable } from '../output/table.ts';

/** `hardware`: GPUs, processor, memory, disk and battery, by the running executor or directly. */
export const hardwareCommand = defineCommand({
  name: 'hardware',
  about: 'Show GPUs, processor, memory, disk and battery, and what can be told of them here.',
  more: 'Without a running executor the computer is looked at directly; energy is known to a running executor only.',
  examples: ['hardware', 'hardware --json'],
  async run(context) {
    const value = (await context.callIfRunning('hardware.get', {})) ?? (await lookDirectly(context));
    return { value, text: describeHardware(value) };
  },
});

async function lookDirectly(context: CliContext): Promise<Hardware> {
  const [{ HardwareMonitor, hardwareView, surroundingsOf }, { silentLogger }] = await Promise.all([
    import('../../inference/resources/index.ts'),
    import('../../foundation/logger.ts'),
  ]);
  const { dataFolder } = context.paths;
  const monitor = new HardwareMonitor(
    { clock: context.clock, logger: silentLogger },
    { surroundings: surroundingsOf({ env: context.environment.env }), dataFolder },
  );
  const stop = () => void monitor.stop();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    return { ...hardwareView(await monitor.refresh()), energy: [], history: [] };
  } finally {
    context.signal.removeEventListener('abort', stop);
    await monitor.stop();
  }
}

/** The hardware as lines for people. */
export function describeHardware(value: Hardware): string {
  const { cpu, memory, disk, battery, energy } = value;
  const pairs: [string, string][] = [
    ['processor', [plainText(cpu.name), `${cpu.cores} cores`, ...measures(cpu)].join(', ')],
    ['memory', describeMemory(memory)],
    [
      'disk',
      disk === null ? unknown : `${formatBytes(disk.freeBytes)} free of ${formatBytes(disk.totalBytes)} (data folder)`,
    ],
    ['battery', battery === null ? 'none' : describeBattery(battery)],
    ...energy.map((one): [string, string] => [`energy ${one.device}`, describeEnergy(one)]),
  ];
  const parts = [gpuTable(value.gpus), ...processTables(value.gpus), formatPairs(pairs), probeTable(value)];
  return parts.join('\n\n');
}

function measures({ load, temperatureC, powerWatts }: Hardware['cpu']): string[] {
  return [
    ...(load === null ? [] : [`${percent(load)} busy`]),
    ...(temperatureC === null ? [] : [degrees(temperatureC)]),
    ...(powerWatts === null ? [] : [watts(powerWatts)]),
  ];
}

function gpuTable(gpus: readonly Gpu[]): string {
  return formatTable(
    gpus,
    [
      { title: 'GPU', align: 'right', cell: (gpu) => String(gpu.index) },
      { title: 'Name', cell: (gpu) => gpu.name },
      { title: 'Driver', cell: (gpu) => gpu.driver ?? unknown },
      { title: 'Busy', align: 'right', cell: (gpu) => known(gpu.load, percent) },
      { title: 'Used', align: 'right', cell: (gpu) => known(gpu.memoryUsedBytes, formatBytes) },
      { title: 'Memory', align: 'right', cell: (gpu) => known(gpu.memoryTotalBytes, formatBytes) },
      { title: 'Temp.', align: 'right', cell: (gpu) => known(gpu.temperatureC, degrees) },
      { title: 'Power', align: 'right', cell: (gpu) => known(gpu.powerWatts, watts) },
      { title: 'Limit', align: 'right', cell: (gpu) => known(gpu.powerLimitWatts, watts) },
      { title: 'Lloom', cell: (gpu) => (gpu.inUse ? 'may use it' : 'leaves it alone') },
    ],
    'No GPU is seen.',
  );
}

function processTables(gpus: readonly Gpu[]): string[] {
  const rows = gpus.flatMap(({ index, processes }) => (processes ?? []).map((one) => ({ index, ...one })));
  if (rows.length === 0) return [];
  const owners = { own: 'this program', backend: 'model program', other: 'other' } as const;
  const table = formatTable(
    rows,
    [
      { title: 'GPU', align: 'right', cell: (row) => String(row.index) },
      { title: 'Process', align: 'right', cell: (row) => String(row.pid) },
      { title: 'Program', cell: (row) => row.name },
      { title: 'Kind', cell: (row) => owners[row.owner] },
      { title: 'Memory', align: 'right', cell: (row) => known(row.memoryBytes, formatBytes) },
    ],
    '',
  );
  return [table];
}

function probeTable({ probes }: Hardware): string {
  const words = { ok: 'ok', 'not-available': 'not available', failed: 'failed' } as const;
  return formatTable(
    probes,
    [
      { title: 'Probe', cell: (probe) => probe.name },
      { title: 'State', cell: (probe) => words[probe.state] },
      { title: 'What it says', cell: (probe) => probe.detail },
    ],
    'There is no probe.',
  );
}

function describeMemory({ totalBytes, availableBytes, swapUsedBytes }: Hardware['memory']): string {
  const swap = swapUsedBytes === null ? '' : `, ${formatBytes(swapUsedBytes)} swapped out`;
  return `${formatBytes(availableBytes)} available of ${formatBytes(totalBytes)}${swap}`;
}

function describeBattery({ level, charging, onBattery }: NonNullable<Hardware['battery']>): string {
  return `${percent(level)}, ${charging ? 'charging' : onBattery ? 'in use' : 'on mains power'}`;
}

function describeEnergy({ servingJoules, idleJoules }: Hardware['energy'][number]): string {
  return `${formatEnergy(servingJoules)} serving, ${formatEnergy(idleJoules)} idle today`;
}

function known(value: number | null, format: (value: number) => string): string {
  return value === null ? unknown : format(value);
}

const percent = (share: number): string => `${formatCount(share * 100)} %`;
const degrees = (celsius: number): string => `${formatCount(celsius)} °C`;
const watts = (value: number): string => `${formatCount(value)} W`;
