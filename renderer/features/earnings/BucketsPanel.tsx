import { ListFilter } from 'lucide-react';
import { useMemo } from 'react';
import type { EarningsBucket } from '../../../core/control/schemas/money.ts';
import { Swatch } from '../../components/charts/BarChart.tsx';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Clipped } from '../../components/data/Clipped.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Amount } from '../../components/money/Amount.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { formatDay, formatShortDay } from '../../format/time.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { colourOf } from '../../store/selectors/charts.ts';
import styles from './earnings.module.css';

const noBuckets: readonly EarningsBucket[] = [];
const bucketId = (bucket: EarningsBucket): string => `${bucket.day} ${bucket.model}`;

/** Sums by day and model; each opens its requests. */
export function BucketsPanel() {
  const { buckets, order, period } = useApp((state) => ({
    buckets: state.summary.value?.buckets ?? noBuckets,
    order: state.modelOrder,
    period: state.period,
  }));
  const actions = useActions();
  const columns = useMemo(() => {
    const open = (bucket: EarningsBucket): void => {
      void actions.chooseRows({ day: bucket.day, model: bucket.model, state: null });
      const rows = document.getElementById('rows');
      rows?.scrollIntoView({ block: 'start' });
      rows?.focus({ preventScroll: true });
    };
    const list: readonly Column<EarningsBucket>[] = [
      {
        id: 'day',
        header: 'Day',
        rowHeader: true,
        sortBy: (bucket) => bucket.day,
        cell: (bucket) => (period === '7-days' || period === 'today' ? formatDay : formatShortDay)(bucket.day),
      },
      {
        id: 'model',
        header: 'Model',
        sortBy: (bucket) => bucket.model,
        cell: (bucket) => (
          <span className={styles.model}>
            <Swatch colour={colourOf(bucket.model, order)} />
            <Clipped text={bucket.model} />
          </span>
        ),
      },
      {
        id: 'answers',
        header: 'Answers',
        numeric: true,
        sortBy: (bucket) => bucket.answers,
        cell: (bucket) => formatCount(bucket.answers),
      },
      {
        id: 'in',
        header: 'Tokens in',
        numeric: true,
        needs: 'wide',
        sortBy: (bucket) => bucket.inboundTokens,
        cell: (bucket) => formatCount(bucket.inboundTokens),
      },
      {
        id: 'out',
        header: 'Tokens out',
        numeric: true,
        sortBy: (bucket) => bucket.outboundTokens,
        cell: (bucket) => formatCount(bucket.outboundTokens),
      },
      {
        id: 'void',
        header: 'Void',
        numeric: true,
        sortBy: (bucket) => bucket.voids,
        cell: (bucket) => formatCount(bucket.voids),
      },
      {
        id: 'accrued',
        header: 'Accrued, ETH',
        numeric: true,
        sortBy: (bucket) => BigInt(bucket.accruedWei),
        cell: (bucket) => <Amount wei={BigInt(bucket.accruedWei)} place="sum" unit={false} />,
      },
      {
        id: 'open',
        header: 'Requests',
        headerHidden: true,
        numeric: true,
        cell: (bucket, { tabIndex }) => (
          <IconButton
            icon={ListFilter}
            tabIndex={tabIndex}
            label={`Show the requests of ${bucket.model} on ${formatDay(bucket.day)}`}
            onClick={() => open(bucket)}
          />
        ),
      },
    ];
    return { list, open };
  }, [actions, order, period]);
  if (buckets.length === 0) return null;
  return (
    <Panel title="By day and model" meta={formatPlural(buckets.length, 'sum')}>
      <DataTable
        label="Accrued by day and model"
        columns={columns.list}
        rows={buckets}
        rowId={bucketId}
        sort={{ id: 'day', desc: true }}
        onOpen={columns.open}
        live
      />
    </Panel>
  );
}
