import type { Model } from '../../../core/control/schemas/models.ts';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatPrice, type PriceUnit, priceUnitText } from '../../format/amount.ts';
import { shortModel } from '../../format/ids.ts';
import { useApp } from '../../store/context.tsx';
import text from '../../styles/text.module.css';
import styles from './pricing.module.css';

const noModels: readonly Model[] = [];
const columnsOf = (unit: PriceUnit): readonly Column<Model>[] => [
  {
    id: 'model',
    header: 'Model',
    rowHeader: true,
    cell: (model) => (
      <span className={styles.model} title={model.id}>
        {shortModel(model.id)}
        <span className={text.subline}>base price</span>
      </span>
    ),
  },
  {
    id: 'out',
    header: 'Out',
    numeric: true,
    width: '45%',
    cell: (model) => <span className={styles.price}>{formatPrice(BigInt(model.outboundPriceWei), unit)}</span>,
  },
];
const columns: Readonly<Record<PriceUnit, readonly Column<Model>[]>> = {
  million: columnsOf('million'),
  one: columnsOf('one'),
};

/** What each served model asks now. */
export function ModelPrices() {
  const { models, unit } = useApp((state) => ({ models: state.models.value ?? noModels, unit: state.priceUnit }));
  const served = models.filter((model) => model.served);
  return (
    <Panel title="Models" meta={`out, ${priceUnitText[unit]}`}>
      {served.length === 0 ? (
        <Empty title="No model is served" text="The base prices apply as soon as one is." />
      ) : (
        <DataTable
          label="Price per model"
          columns={columns[unit]}
          rows={served}
          rowId={(model) => model.id}
          twoLines
          fixed
        />
      )}
    </Panel>
  );
}
