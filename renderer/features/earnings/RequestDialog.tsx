import { useEffect, useState } from 'react';
import type { LedgerRow } from '../../../core/control/schemas/money.ts';
import type { FinishedItem } from '../../../core/control/schemas/work.ts';
import { CopyButton } from '../../components/controls/CopyButton.tsx';
import { type Definition, Definitions } from '../../components/data/Definitions.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Amount } from '../../components/money/Amount.tsx';
import { Dialog } from '../../components/overlays/Dialog.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { formatExactWei, formatPrice } from '../../format/amount.ts';
import { formatCount, formatSpeed } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { formatDuration, formatFullMoment } from '../../format/time.ts';
import { useActions } from '../../store/context.tsx';
import { laneWords } from '../../store/selectors/lanes.ts';
import { outcomeOf, outcomeOfRow } from '../../store/selectors/outcomes.ts';
import text from '../../styles/text.module.css';
import styles from './earnings.module.css';
import { sourceWords } from './source-words.ts';

export interface RequestDialogProps {
  /** A row of the ledger. */
  readonly row?: LedgerRow | null;
  /** Or a request that just ended; its row is looked for. */
  readonly finished?: FinishedItem | null;
  readonly onClose: () => void;
}

/** One request with everything that is known of it. */
export function RequestDialog({ row = null, finished = null, onClose }: RequestDialogProps) {
  const actions = useActions();
  const [found, setFound] = useState<LedgerRow | 'none' | null>(null);
  useEffect(() => {
    setFound(null);
    if (finished === null) return;
    let wanted = true;
    actions.findRow(finished.id, finished.finishedAtMs).then(
      (next) => wanted && setFound(next ?? 'none'),
      () => wanted && setFound('none'),
    );
    return () => {
      wanted = false;
    };
  }, [actions, finished]);

  const shown = row ?? (found === 'none' ? null : found);
  const outcome = shown ? outcomeOfRow(shown) : finished ? outcomeOf(finished) : null;
  return (
    <Dialog
      open={row !== null || finished !== null}
      wide
      title={`Request ${(row ?? finished)?.id ?? ''}`}
      description={outcome ? `${outcome.word}: ${outcome.text}.` : ''}
      onClose={onClose}
    >
      {shown ? (
        <RowDetails row={shown} />
      ) : found === 'none' && finished ? (
        <>
          {finished.problem && <Notice title={finished.problem.message}>{finished.problem.hint}</Notice>}
          <Definitions items={finishedDetails(finished)} />
        </>
      ) : (
        <Skeleton label="the request" />
      )}
    </Dialog>
  );
}

const finishedDetails = (item: FinishedItem): readonly Definition[] => [
  { name: 'Ended', value: formatFullMoment(item.finishedAtMs) },
  { name: 'After', value: formatDuration(item.durationMs) },
  { name: 'Model', value: item.model ?? notKnown },
  { name: 'Client, peer id', value: <Copyable what="peer id" value={item.clientPeerId} /> },
  { name: 'Outcome', value: <span className={text.mono}>{item.outcome}</span> },
];

function RowDetails({ row }: { readonly row: LedgerRow }) {
  const price = (wei: string): string => `${formatPrice(BigInt(wei), 'one')} ETH per token`;
  const speed =
    row.outboundTokens !== null && row.durationMs !== null && row.durationMs > 0
      ? `, ${formatSpeed(row.outboundTokens / (row.durationMs / 1000))} tok/s on the whole`
      : '';
  const counted = { backend: 'counted by the model program', local: 'counted locally' } as const;
  const tokens = (count: number | null): string => (count === null ? notKnown : formatCount(count));
  const items: readonly Definition[] = [
    { name: 'Accepted', value: formatFullMoment(row.admittedAtMs) },
    { name: 'Answered', value: row.finishedAtMs === null ? notKnown : formatFullMoment(row.finishedAtMs) },
    { name: 'Took', value: row.durationMs === null ? notKnown : `${formatDuration(row.durationMs)}${speed}` },
    {
      name: 'First token after',
      value: row.timeToFirstTokenMs === null ? notKnown : formatDuration(row.timeToFirstTokenMs),
    },
    { name: 'Model', value: `${row.model}, ${row.backend}` },
    { name: 'Lane', value: laneWords[row.lane] },
    { name: 'Answer from', value: row.source === null ? notKnown : sourceWords[row.source].long },
    {
      name: 'Tokens in and out',
      value: `${tokens(row.inboundTokens)} in, ${tokens(row.outboundTokens)} out${row.countedBy ? `, ${counted[row.countedBy]}` : ''}`,
    },
    { name: 'Price in', value: price(row.inboundPriceWei) },
    { name: 'Price out', value: price(row.outboundPriceWei) },
    { name: row.state === 'accrued' ? 'Charge' : 'Charge, not counted', value: <ChargeText row={row} /> },
    { name: 'Client, address', value: <Copyable what="client address" value={row.clientAddress} /> },
    { name: 'Client, peer id', value: <Copyable what="client peer id" value={row.clientPeerId} /> },
    { name: 'Served by', value: <Copyable what="executor address" value={row.identity} /> },
    { name: 'Hash of the request', value: <Copyable what="request hash" value={row.payloadHash} /> },
    { name: 'Hash of the answer', value: <Copyable what="answer hash" value={row.responseHash} /> },
    { name: 'Our signature', value: <Copyable what="signature" value={row.signature} /> },
    ...(row.voidReason === null
      ? []
      : [{ name: 'Void because', value: <span className={text.mono}>{row.voidReason}</span> }]),
  ];
  return <Definitions items={items} />;
}

function ChargeText({ row }: { readonly row: LedgerRow }) {
  if (row.chargeWei === null) return <>{notKnown}</>;
  const wei = BigInt(row.chargeWei);
  return (
    <>
      <Amount wei={wei} place="row" mute={false} /> <span className={text.muted}>({formatExactWei(wei)})</span>
    </>
  );
}

function Copyable({ what, value }: { readonly what: string; readonly value: string | null }) {
  const actions = useActions();
  if (value === null) return <>{notKnown}</>;
  return (
    <span className={styles.copyable}>
      <span>{value}</span>
      <CopyButton what={what} onCopy={() => actions.copy(value)} />
    </span>
  );
}
