import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FinishedItem } from '../../../core/control/schemas/work.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { Clipped } from '../../components/data/Clipped.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Amount } from '../../components/money/Amount.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { shortPeerId } from '../../format/ids.ts';
import { notKnown } from '../../format/locale.ts';
import { formatMoment } from '../../format/time.ts';
import { useApp } from '../../store/context.tsx';
import { outcomeOf, outcomeSummary } from '../../store/selectors/outcomes.ts';
import text from '../../styles/text.module.css';
import { RequestDialog } from '../earnings/RequestDialog.tsx';
import styles from './queue.module.css';

const noItems: readonly FinishedItem[] = [];
const shows = [
  { value: 'all', label: 'All' },
  { value: 'answered', label: 'Answered' },
  { value: 'not-answered', label: 'Not answered' },
] as const;
type Show = (typeof shows)[number]['value'];

const columns = (onOpen: (item: FinishedItem) => void): readonly Column<FinishedItem>[] => [
  {
    id: 'time',
    header: 'Time',
    cell: (item) => <span className={text.noWrap}>{formatMoment(item.finishedAtMs, Date.now())}</span>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: (item) => {
      const { kind, word } = outcomeOf(item);
      return (
        <span className={styles.outcome}>
          <Mark kind={kind} spoken="" />
          {word}
        </span>
      );
    },
  },
  {
    id: 'model',
    header: 'Model',
    rowHeader: true,
    cell: (item) => (item.model === null ? notKnown : <Clipped text={item.model} />),
  },
  {
    id: 'client',
    header: 'Client',
    needs: 'wide',
    cell: (item) => (
      <span className={text.mono} title={item.clientPeerId}>
        {shortPeerId(item.clientPeerId)}
      </span>
    ),
  },
  {
    id: 'text',
    header: 'What happened',
    cell: (item) => <span className={styles.happened}>{outcomeOf(item).text}</span>,
  },
  {
    id: 'charge',
    header: 'Charge, ETH',
    numeric: true,
    cell: (item) =>
      item.outcome === 'accrued' ? <Amount wei={BigInt(item.chargeWei)} place="row" unit={false} /> : notKnown,
  },
  {
    id: 'open',
    header: 'Open',
    headerHidden: true,
    numeric: true,
    cell: (item, { tabIndex }) => (
      <IconButton
        icon={ChevronRight}
        tabIndex={tabIndex}
        label={`Open the request of ${formatMoment(item.finishedAtMs, Date.now())}`}
        onClick={() => onOpen(item)}
      />
    ),
  },
];

/** Requests that ended since the start, with why. */
export function RecentPanel() {
  const recent = useApp((state) => state.queue.value?.recent ?? noItems);
  const [show, setShow] = useState<Show>('all');
  const [changes, setChanges] = useState(0);
  const [opened, setOpened] = useState<FinishedItem | null>(null);
  const shownColumns = useMemo(() => columns(setOpened), []);
  const rows = useMemo(
    () => recent.filter((item) => show === 'all' || (item.outcome === 'accrued') === (show === 'answered')),
    [recent, show],
  );
  const meta = [
    recent.length > 0 ? `last ${formatCount(recent.length)}: ${outcomeSummary(recent)}` : '',
    changes > 0 ? `${formatPlural(changes, 'change')} waiting` : '',
  ].filter(Boolean);
  return (
    <Panel
      title="Recent"
      meta={meta.join(' · ')}
      actions={recent.length > 0 && <Segmented label="Outcome" value={show} options={shows} onChange={setShow} />}
    >
      {rows.length === 0 && changes === 0 ? (
        <Empty
          title={recent.length === 0 ? 'No request has ended since the start' : 'None of the recent requests'}
          text={recent.length === 0 ? 'Older ones stand under Earnings.' : 'Choose All to see the others.'}
        />
      ) : (
        <DataTable
          key={show}
          label="Recent requests"
          columns={shownColumns}
          rows={rows}
          rowId={(item) => item.id}
          onOpen={setOpened}
          onWaiting={setChanges}
          live
        />
      )}
      <RequestDialog finished={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}
