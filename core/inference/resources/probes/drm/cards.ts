import { join } from 'node:path';
import { listFolder, readNumber, readText } from '../../tools/read-text.ts';
import type { SeenGpu } from '../probe.ts';

/** A GPU as the kernel tells of it, without its programs. */
export interface Card {
  /** Its place on the PCI bus, as `0000:03:00.0`. */
  readonly slot: string;
  /** Vendor and device, as `1002:744c`. */
  readonly pciId: string;
  /** What the card itself says that it is; null for most. */
  readonly productName: string | null;
  readonly gpu: Omit<SeenGpu, 'name' | 'processes'>;
}

const vendors: Readonly<Record<string, 'amd' | 'intel'>> = { '0x1002': 'amd', '0x8086': 'intel' };
const MAX_CARDS = 16;

/** The cards of AMD and Intel. Those of NVIDIA stand there too, but their driver tells nothing there. */
export async function readCards(sysRoot: string): Promise<readonly Card[]> {
  const folder = join(sysRoot, 'class/drm');
  const names = (await listFolder(folder)).filter((name) => /^card\d{1,3}$/.test(name)).slice(0, MAX_CARDS);
  const cards = await Promise.all(names.map((name) => readCard(join(folder, name, 'device'))));
  return cards.filter((card) => card !== null);
}

async function readCard(device: string): Promise<Card | null> {
  const vendorId = (await readText(join(device, 'vendor'), 32)) ?? '';
  const vendor = vendors[vendorId];
  if (vendor === undefined) return null;
  const deviceId = (await readText(join(device, 'device'), 32)) ?? '';
  const uevent = (await readText(join(device, 'uevent'), 4096)) ?? '';
  const [loadPercent, memoryTotalBytes, memoryUsedBytes] = await Promise.all(
    ['gpu_busy_percent', 'mem_info_vram_total', 'mem_info_vram_used'].map((file) => readAmount(join(device, file))),
  );
  return {
    slot: /^PCI_SLOT_NAME=(\S+)$/m.exec(uevent)?.[1] ?? '',
    pciId: `${vendorId.slice(2)}:${deviceId.slice(2)}`,
    productName: (await readText(join(device, 'product_name'), 120)) || null,
    gpu: {
      index: null,
      vendor,
      driver: /^DRIVER=(\S+)$/m.exec(uevent)?.[1] ?? null,
      load: loadPercent == null ? null : Math.min(1, loadPercent / 100),
      memoryTotalBytes: memoryTotalBytes ?? null,
      memoryUsedBytes: memoryUsedBytes ?? null,
      ...(await readSensor(device)),
    },
  };
}

/** Temperature in thousandths of a degree, power in millionths of a watt; newer kernels call the average `input`. */
async function readSensor(device: string) {
  const folder = join(device, 'hwmon');
  const [name = ''] = await listFolder(folder);
  const read = (file: string) => (name === '' ? null : readAmount(join(folder, name, file)));
  const power = (await read('power1_average')) ?? (await read('power1_input'));
  return {
    temperatureC: scaled(await read('temp1_input'), 1000),
    powerWatts: scaled(power, 1_000_000),
    powerLimitWatts: scaled(await read('power1_cap'), 1_000_000),
  };
}

/** A number that is not negative. */
async function readAmount(file: string): Promise<number | null> {
  const value = await readNumber(file);
  return value !== null && value >= 0 && Number.isSafeInteger(value) ? value : null;
}

function scaled(value: number | null, divisor: number): number | null {
  return value === null ? null : value / divisor;
}
