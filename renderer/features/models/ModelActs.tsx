import { Gauge } from 'lucide-react';
import type { Model } from '../../../core/control/schemas/models.ts';
import type { Status } from '../../../core/control/schemas/status.ts';
import { Button } from '../../components/controls/Button.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { memoryAct } from '../../store/selectors/models.ts';
import styles from './models.module.css';

export interface ModelActsProps {
  readonly model: Model;
  readonly backend: Status['backend'];
  readonly busy: boolean;
  readonly tabIndex: 0 | -1;
  readonly onLoad: () => void;
  readonly onUnload: () => void;
  readonly onMeasure: () => void;
}

/** Load or unload, or why neither can be asked for; and the benchmark. */
export function ModelActs({ model, backend, busy, tabIndex, onLoad, onUnload, onMeasure }: ModelActsProps) {
  const possible = memoryAct(model, backend);
  return (
    <span className={styles.acts}>
      {possible.act === null ? (
        <span className={styles.because}>{possible.because}</span>
      ) : (
        <Button
          small
          busy={busy}
          tabIndex={tabIndex}
          aria-label={`${possible.act === 'load' ? 'Load' : 'Unload'} ${model.id}`}
          onClick={possible.act === 'load' ? onLoad : onUnload}
        >
          {possible.act === 'load' ? 'Load' : 'Unload'}
        </Button>
      )}
      <IconButton icon={Gauge} label={`Measure ${model.id}`} tabIndex={tabIndex} onClick={onMeasure} />
    </span>
  );
}
