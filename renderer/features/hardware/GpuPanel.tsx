import { useMemo } from 'react';
import type { Gpu, Hardware } from '../../../core/control/schemas/hardware.ts';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { MemoryBar } from '../../components/status/MemoryBar.tsx';
import { Tag } from '../../components/status/Tag.tsx';
import { formatBytes } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import {
  formatBytesOf,
  formatGigabytes,
  formatPercent,
  formatPower,
  formatTemperature,
} from '../../format/measures.ts';
import { useApp } from '../../store/context.tsx';
import { memoryParts } from '../../store/selectors/memory.ts';
import { isAside } from '../../store/selectors/presence.ts';
import { AsOf } from './AsOf.tsx';
import styles from './hardware.module.css';

type Process = NonNullable<Gpu['processes']>[number];

const owners: Readonly<Record<Process['owner'], string>> = {
  own: 'this app',
  backend: 'model program',
  other: 'not ours',
};

const processColumns: readonly Column<Process>[] = [
  { id: 'name', header: 'Program', rowHeader: true, sortBy: ({ name }) => name, cell: ({ name }) => name },
  { id: 'owner', header: 'Belongs to', sortBy: ({ owner }) => owner, cell: ({ owner }) => owners[owner] },
  { id: 'pid', header: 'Process', numeric: true, needs: 'wide', cell: ({ pid }) => pid },
  {
    id: 'memory',
    header: 'Video memory',
    numeric: true,
    sortBy: ({ memoryBytes }) => memoryBytes ?? -1,
    cell: ({ memoryBytes }) => (memoryBytes === null ? notKnown : formatBytes(memoryBytes)),
  },
];

export interface GpuPanelProps {
  readonly gpu: Gpu;
  /** True when it is the only one, so that every loaded model is on it. */
  readonly alone: boolean;
  readonly atMs: Hardware['atMs'];
}

/** One graphics card: who holds its memory, how hard it works, and the programs on it. */
export function GpuPanel({ gpu, alone, atMs }: GpuPanelProps) {
  const { models, order, presence } = useApp((state) => ({
    models: state.models.value,
    order: state.modelOrder,
    presence: state.presence.value,
  }));
  const parts = useMemo(
    () => memoryParts({ gpu, models: alone ? (models ?? []) : [], order, presence }),
    [gpu, alone, models, order, presence],
  );
  const { memoryTotalBytes: total, memoryUsedBytes: used, processes } = gpu;
  return (
    <Panel
      title={gpu.name}
      meta={
        <>
          {[gpu.driver && `driver ${gpu.driver}`, gpu.inUse ? '' : 'not used for models'].filter(Boolean).join(' · ')}
          <AsOf atMs={atMs} />
        </>
      }
      actions={isAside(presence) && <Tag kind="info">yours now</Tag>}
    >
      <div className={styles.card}>
        <p className={styles.measure}>
          <b>Video memory</b>
          <span>{total === null || used === null ? 'not told by its driver' : formatBytesOf(used, total)}</span>
        </p>
        {parts.length > 0 && <MemoryBar parts={parts} label="Video memory" format={formatGigabytes} />}
        <dl className={styles.facts}>
          <Fact name="Load" value={gpu.load === null ? null : formatPercent(gpu.load)} />
          <Fact name="Temperature" value={gpu.temperatureC === null ? null : formatTemperature(gpu.temperatureC)} />
          <Fact
            name="Power"
            value={gpu.powerWatts === null ? null : formatPower(gpu.powerWatts)}
            note={gpu.powerLimitWatts === null ? '' : `limit ${formatPower(gpu.powerLimitWatts)}`}
          />
        </dl>
      </div>
      {processes && processes.length > 0 && (
        <DataTable
          label={`Programs on ${gpu.name}`}
          columns={processColumns}
          rows={processes}
          rowId={({ pid }) => String(pid)}
          sort={{ id: 'memory', desc: true }}
          live
        />
      )}
      {processes === null && <p className={styles.quiet}>Its driver does not tell which programs use it.</p>}
    </Panel>
  );
}

function Fact({
  name,
  value,
  note = '',
}: {
  readonly name: string;
  readonly value: string | null;
  readonly note?: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value ?? <span title="Its driver does not tell">{notKnown}</span>}
        {note && <span className={styles.note}> {note}</span>}
      </dd>
    </div>
  );
}
