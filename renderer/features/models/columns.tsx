import type { Model } from '../../../core/control/schemas/models.ts';
import type { Status } from '../../../core/control/schemas/status.ts';
import { Switch } from '../../components/controls/Switch.tsx';
import type { Column } from '../../components/data/columns.ts';
import { formatPrice, type PriceUnit, priceUnitText } from '../../format/amount.ts';
import { formatCount, formatSpeed } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { formatDuration } from '../../format/time.ts';
import type { Actions } from '../../store/actions.ts';
import { modelFacts, speedSources } from '../../store/selectors/models.ts';
import type { BusyAct } from '../../store/slices/shell.ts';
import text from '../../styles/text.module.css';
import { MemoryCell } from './MemoryCell.tsx';
import { ModelActs } from './ModelActs.tsx';
import styles from './models.module.css';

export interface ModelColumnsOptions {
  /** In which the owner reads prices. */
  readonly unit: PriceUnit;
  readonly backend: Status['backend'];
  readonly busy: ReadonlySet<BusyAct>;
  readonly actions: Pick<Actions, 'serveModel' | 'loadModel' | 'unloadModel'>;
  readonly onMeasure: (model: string) => void;
}

const price = (wei: string, unit: PriceUnit): string => formatPrice(BigInt(wei), unit);

/** The columns of the models of one program. */
export function modelColumns({
  unit,
  backend,
  busy,
  actions,
  onMeasure,
}: ModelColumnsOptions): readonly Column<Model>[] {
  return [
    {
      id: 'serve',
      header: 'Serve',
      width: '3.75rem',
      cell: (model, { tabIndex }) => (
        <Switch
          label={`Serve ${model.id}`}
          checked={model.enabled}
          disabled={busy.has(`serve ${model.id}`)}
          wordless
          tabIndex={tabIndex}
          onChange={(on) => void actions.serveModel(model.id, on)}
        />
      ),
    },
    {
      id: 'model',
      header: 'Model',
      rowHeader: true,
      sortBy: (model) => model.id,
      cell: (model) => (
        <span className={styles.name}>
          {model.id}
          <span className={text.subline}>{modelFacts(model)}</span>
          {!model.served && model.notServedBecause && model.enabled && (
            <span className={text.subline}>Not served: {model.notServedBecause}</span>
          )}
        </span>
      ),
    },
    {
      id: 'state',
      header: 'Memory',
      width: '13rem',
      sortBy: (model) => model.state,
      cell: (model) => <MemoryCell model={model} />,
    },
    {
      id: 'context',
      header: 'Context',
      numeric: true,
      width: '4.75rem',
      needs: 'medium',
      sortBy: (model) => model.contextLength ?? -1,
      cell: (model) => (model.contextLength === null ? notKnown : formatCount(model.contextLength)),
    },
    {
      id: 'speed',
      header: 'Speed',
      numeric: true,
      needs: 'medium',
      width: '8rem',
      sortBy: (model) => model.performance?.tokensPerSecond ?? -1,
      cell: (model) => <Speed model={model} />,
    },
    {
      id: 'in',
      header: `In, ${priceUnitText[unit]}`,
      numeric: true,
      width: '6rem',
      needs: 'wide',
      cell: (model) => price(model.inboundPriceWei, unit),
    },
    {
      id: 'out',
      header: `Out, ${priceUnitText[unit]}`,
      numeric: true,
      width: '6.5rem',
      needs: 'wide',
      cell: (model) => price(model.outboundPriceWei, unit),
    },
    {
      id: 'acts',
      header: 'Actions',
      headerHidden: true,
      numeric: true,
      width: '8.5rem',
      cell: (model, { tabIndex }) => (
        <ModelActs
          model={model}
          backend={backend}
          busy={busy.has(`model ${model.id}`)}
          tabIndex={tabIndex}
          onLoad={() => void actions.loadModel(model.id)}
          onUnload={() => void actions.unloadModel(model.id)}
          onMeasure={() => onMeasure(model.id)}
        />
      ),
    },
  ];
}

function Speed({ model: { performance } }: { readonly model: Model }) {
  if (performance === null || performance.tokensPerSecond === null) return <>{notKnown}</>;
  const { tokensPerSecond, timeToFirstTokenMs, source } = performance;
  return (
    <span title={speedSources[source]}>
      {formatSpeed(tokensPerSecond)} <span className={text.muted}>tok/s</span>
      {timeToFirstTokenMs !== null && (
        <span className={text.subline}>first after {formatDuration(timeToFirstTokenMs)}</span>
      )}
    </span>
  );
}
