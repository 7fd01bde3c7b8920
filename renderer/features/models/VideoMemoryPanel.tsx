import { useMemo } from 'react';
import { Panel } from '../../components/heads/Panel.tsx';
import { MemoryBar } from '../../components/status/MemoryBar.tsx';
import { formatBytesOf, formatGigabytes } from '../../format/measures.ts';
import { useApp } from '../../store/context.tsx';
import { freeBytes, shortGpu } from '../../store/selectors/hardware.ts';
import { memoryParts } from '../../store/selectors/memory.ts';
import styles from './models.module.css';

/** What is in the memory of the cards that models are loaded to; nothing where no driver tells it. */
export function VideoMemoryPanel() {
  const { gpus, models, order, presence } = useApp((state) => ({
    gpus: state.hardware.value?.gpus ?? null,
    models: state.models.value,
    order: state.modelOrder,
    presence: state.presence.value,
  }));
  const cards = useMemo(() => {
    const used = (gpus ?? []).filter(({ inUse }) => inUse);
    return used
      .map((gpu) => ({
        gpu,
        parts: memoryParts({ gpu, models: used.length === 1 ? (models ?? []) : [], order, presence }),
      }))
      .filter(({ parts }) => parts.length > 0);
  }, [gpus, models, order, presence]);
  const [only] = cards;
  if (only === undefined) return null;
  const facts = ({ gpu }: (typeof cards)[number]) =>
    `${shortGpu(gpu.name)} · ${formatBytesOf(freeBytes(gpu) ?? 0, gpu.memoryTotalBytes ?? 0)} free`;
  return (
    <Panel title="Video memory" meta={cards.length === 1 ? facts(only) : ''} padded>
      <div className={styles.cards}>
        {cards.map((card) => (
          <div key={card.gpu.index}>
            {cards.length > 1 && <p className={styles.cardName}>{facts(card)}</p>}
            <MemoryBar
              parts={card.parts}
              label={`Video memory of ${shortGpu(card.gpu.name)}`}
              format={formatGigabytes}
            />
          </div>
        ))}
      </div>
    </Panel>
  );
}
