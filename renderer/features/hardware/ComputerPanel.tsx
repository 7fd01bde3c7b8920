import type { Hardware } from '../../../core/control/schemas/hardware.ts';
import { Definitions } from '../../components/data/Definitions.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatBytes, formatPlural } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { formatBytesOf, formatPercent, formatTemperature } from '../../format/measures.ts';

/** Processor, memory, disk and battery. */
export function ComputerPanel({ hardware }: { readonly hardware: Hardware }) {
  const { cpu, memory, disk, battery } = hardware;
  const processor = [
    cpu.load === null ? '' : `${formatPercent(cpu.load)} busy`,
    cpu.temperatureC === null ? '' : formatTemperature(cpu.temperatureC),
    formatPlural(cpu.cores, 'thread'),
  ].filter(Boolean);
  const swap = memory.swapUsedBytes ? `, ${formatBytes(memory.swapUsedBytes)} swapped out` : '';
  return (
    <Panel title="The rest of this PC" meta={cpu.name} padded>
      <Definitions
        items={[
          { name: 'Processor', value: processor.join(' · ') },
          { name: 'Memory', value: `${formatBytesOf(memory.availableBytes, memory.totalBytes)} available${swap}` },
          {
            name: 'Disk of the data folder',
            value: disk === null ? notKnown : `${formatBytesOf(disk.freeBytes, disk.totalBytes)} free`,
          },
          { name: 'Power', value: powerWords(battery) },
        ]}
      />
    </Panel>
  );
}

function powerWords(battery: Hardware['battery']): string {
  if (battery === null) return 'mains, no battery';
  const level = formatPercent(battery.level);
  if (battery.onBattery) return `on battery, ${level}`;
  return battery.charging ? `mains, battery charging at ${level}` : `mains, battery at ${level}`;
}
