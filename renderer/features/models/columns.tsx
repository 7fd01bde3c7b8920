import type { Model } from '../../../core/control/schemas/models.ts';
import type { Column } from '../../components/data/columns.ts';
import { Mark, type MarkKind } from '../../components/status/Mark.tsx';
import { formatPrice, type PriceUnit, priceUnitText } from '../../format/amount.ts';
import { formatBytes, formatCount } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import text from '../../styles/text.module.css';
import styles from './models.module.css';

const loadStates: Readonly<Record<Model['state'], readonly [MarkKind, string]>> = {
  loaded: ['good', 'Loaded'],
  loading: ['info', 'Loading'],
  unloaded: ['none', 'Not loaded'],
  unloading: ['info', 'Unloading'],
  failed: ['problem', 'Failed to load'],
  unknown: ['none', 'Not told'],
};

const price = (wei: string, model: Model, unit: PriceUnit): string =>
  model.served ? formatPrice(BigInt(wei), unit) : notKnown;

/** The columns, with prices in the unit that the owner reads. */
export function modelColumns(unit: PriceUnit): readonly Column<Model>[] {
  return [
    {
      id: 'model',
      header: 'Model',
      rowHeader: true,
      sortBy: (model) => model.id,
      cell: (model) => (
        <span className={styles.name}>
          {model.id}
          <span className={text.subline}>
            {[model.architecture, model.quantization].filter(Boolean).join(' · ') || 'no details told'}
          </span>
        </span>
      ),
    },
    {
      id: 'state',
      header: 'Memory',
      sortBy: (model) => model.state,
      cell: (model) => {
        const [kind, word] = loadStates[model.state];
        return (
          <span className={styles.state}>
            <Mark kind={kind} spoken="" />
            {word}
          </span>
        );
      },
    },
    {
      id: 'served',
      header: 'Served',
      sortBy: (model) => (model.served ? 0 : 1),
      cell: (model) =>
        model.served ? (
          <span className={styles.state}>
            <Mark kind="good" spoken="" />
            Served
          </span>
        ) : (
          <span className={styles.state}>
            <Mark kind="none" spoken="" />
            <span>
              Not served
              <span className={styles.reason}>{model.notServedBecause ?? 'no reason told'}</span>
            </span>
          </span>
        ),
    },
    {
      id: 'size',
      header: 'Size',
      numeric: true,
      needs: 'wide',
      sortBy: (model) => model.sizeBytes ?? -1,
      cell: (model) => (model.sizeBytes === null ? notKnown : formatBytes(model.sizeBytes)),
    },
    {
      id: 'context',
      header: 'Context',
      numeric: true,
      sortBy: (model) => model.contextLength ?? -1,
      cell: (model) => (model.contextLength === null ? notKnown : formatCount(model.contextLength)),
    },
    {
      id: 'in',
      header: `In, ${priceUnitText[unit]}`,
      numeric: true,
      cell: (model) => price(model.inboundPriceWei, model, unit),
    },
    {
      id: 'out',
      header: `Out, ${priceUnitText[unit]}`,
      numeric: true,
      cell: (model) => price(model.outboundPriceWei, model, unit),
    },
  ];
}
