import { useMemo } from 'react';
import { Panel } from '../../components/heads/Panel.tsx';
import { MemoryBar } from '../../components/status/MemoryBar.tsx';
import { Tag } from '../../components/status/Tag.tsx';
import { formatBytesOf, formatGigabytes, formatPower, formatTemperature } from '../../format/measures.ts';
import { hrefOf } from '../../location.ts';
import { useApp } from '../../store/context.tsx';
import { shortGpu } from '../../store/selectors/hardware.ts';
import { memoryParts } from '../../store/selectors/memory.ts';
import { isAside } from '../../store/selectors/presence.ts';
import text from '../../styles/text.module.css';
import styles from './overview.module.css';

/** Who has the memory of the graphics card now; nothing where no probe sees one. */
export function GpuSummary() {
  const { gpus, models, order, presence } = useApp((state) => ({
    gpus: state.hardware.value?.gpus ?? null,
    models: state.models.value,
    order: state.modelOrder,
    presence: state.presence.value,
  }));
  const gpu = gpus?.find(({ inUse }) => inUse) ?? gpus?.[0] ?? null;
  const alone = gpus?.length === 1;
  const parts = useMemo(
    () => (gpu === null ? [] : memoryParts({ gpu, models: alone ? (models ?? []) : [], order, presence })),
    [gpu, alone, models, order, presence],
  );
  if (gpu === null || gpu.memoryTotalBytes === null || gpu.memoryUsedBytes === null) return null;
  const aside = isAside(presence);
  const facts = [
    gpu.temperatureC === null ? '' : formatTemperature(gpu.temperatureC),
    gpu.powerWatts === null ? '' : formatPower(gpu.powerWatts),
  ].filter(Boolean);
  return (
    <Panel
      title={shortGpu(gpu.name)}
      meta={aside ? '' : facts.join(' · ')}
      actions={aside && <Tag kind="info">yours now</Tag>}
    >
      <div className={styles.card}>
        <p className={styles.cardHead}>
          <a className={text.soft} href={hrefOf('hardware')}>
            Video memory
          </a>
          <span>{formatBytesOf(gpu.memoryUsedBytes, gpu.memoryTotalBytes)}</span>
        </p>
        <MemoryBar parts={parts} label="Video memory" format={formatGigabytes} />
      </div>
    </Panel>
  );
}
