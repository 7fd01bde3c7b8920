import { join } from 'node:path';
import type { Surroundings } from '../../surroundings.ts';
import { listFolder, readNumber, readText } from '../../tools/read-text.ts';

/** Drivers that measure the processor, best first. */
const drivers = ['k10temp', 'zenpower', 'coretemp', 'cpu_thermal'];

/** Most sensors that are looked at. */
const MAX_SENSORS = 64;

/** Temperature of the processor in degrees Celsius by Linux' sensors; null elsewhere and where none measures it. */
export async function readCpuTemperature({ platform, sysRoot }: Surroundings): Promise<number | null> {
  if (platform !== 'linux') return null;
  const folder = join(sysRoot, 'class/hwmon');
  const sensors = (await listFolder(folder)).slice(0, MAX_SENSORS).map((name) => join(folder, name));
  const names = await Promise.all(sensors.map((sensor) => readText(join(sensor, 'name'), 64)));
  for (const driver of drivers) {
    const sensor = sensors[names.indexOf(driver)];
    const thousandths = sensor === undefined ? null : await readNumber(join(sensor, 'temp1_input'));
    if (thousandths !== null) return thousandths / 1000;
  }
  return null;
}
