import { ChevronRight } from 'lucide-react';
import type { LedgerRow } from '../../../core/control/schemas/money.ts';
import { IconButton } from '../../components/controls/IconButton.tsx';
import { Clipped } from '../../components/data/Clipped.tsx';
import type { Column } from '../../components/data/columns.ts';
import { Amount } from '../../components/money/Amount.tsx';
import { MoneyState } from '../../components/money/MoneyState.tsx';
import { formatCount } from '../../format/counts.ts';
import { shortPeerId, shortRequestId } from '../../format/ids.ts';
import { notKnown } from '../../format/locale.ts';
import { formatMoment } from '../../format/time.ts';
import text from '../../styles/text.module.css';
import { sourceWords } from './source-words.ts';

/** Columns of the list of requests. */
export const rowColumns = (onOpen: (row: LedgerRow) => void): readonly Column<LedgerRow>[] => [
  {
    id: 'time',
    header: 'Time',
    cell: (row) => <span className={text.noWrap}>{formatMoment(row.admittedAtMs, Date.now())}</span>,
  },
  {
    id: 'id',
    header: 'Request',
    needs: 'wide',
    cell: (row) => (
      <span className={text.mono} title={row.id}>
        {shortRequestId(row.id)}
      </span>
    ),
  },
  { id: 'model', header: 'Model', rowHeader: true, cell: (row) => <Clipped text={row.model} /> },
  {
    id: 'client',
    header: 'Client',
    needs: 'wide',
    cell: (row) => (
      <span className={text.mono} title={row.clientPeerId}>
        {shortPeerId(row.clientPeerId)}
      </span>
    ),
  },
  {
    id: 'source',
    header: 'Answer from',
    needs: 'wide',
    cell: (row) => (row.source === null ? notKnown : sourceWords[row.source].short),
  },
  {
    id: 'in',
    header: 'Tokens in',
    numeric: true,
    cell: (row) => (row.inboundTokens === null ? notKnown : formatCount(row.inboundTokens)),
  },
  {
    id: 'out',
    header: 'Tokens out',
    numeric: true,
    cell: (row) => (row.outboundTokens === null ? notKnown : formatCount(row.outboundTokens)),
  },
  {
    id: 'charge',
    header: 'Charge, ETH',
    numeric: true,
    cell: (row) =>
      row.chargeWei === null || row.state === 'void' ? (
        notKnown
      ) : (
        <Amount wei={BigInt(row.chargeWei)} place="row" unit={false} />
      ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <MoneyState kind={row.state === 'accrued' || row.state === 'void' ? row.state : 'open'} />,
  },
  {
    id: 'open',
    header: 'Open',
    headerHidden: true,
    numeric: true,
    cell: (row, { tabIndex }) => (
      <IconButton
        icon={ChevronRight}
        tabIndex={tabIndex}
        label={`Open ${shortRequestId(row.id)}`}
        onClick={() => onOpen(row)}
      />
    ),
  },
];
