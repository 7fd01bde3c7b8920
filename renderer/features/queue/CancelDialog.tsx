import { useEffect, useRef, useState } from 'react';
import type { QueueItem } from '../../../core/control/schemas/work.ts';
import { ConfirmDialog } from '../../components/overlays/ConfirmDialog.tsx';
import { formatAmount } from '../../format/amount.ts';
import { formatPlural } from '../../format/counts.ts';
import { shortRequestId } from '../../format/ids.ts';
import { useActions, useApp } from '../../store/context.tsx';

/** Asks once before a request is taken out, with what is dropped by it. Closes when the request ends by itself. */
export function CancelDialog({ item, onClose }: { readonly item: QueueItem | null; readonly onClose: () => void }) {
  const current = useApp((state) => state.queue.value?.items.find((candidate) => candidate.id === item?.id) ?? null);
  const actions = useActions();
  const [busy, setBusy] = useState(false);
  const shown = useRef<QueueItem | null>(null);
  if (current) shown.current = current;
  const open = item !== null && current !== null;
  useEffect(() => {
    if (item !== null && current === null) onClose();
  }, [item, current, onClose]);
  const request = shown.current;
  if (request === null) return null;

  const confirm = async (): Promise<void> => {
    setBusy(true);
    await actions.cancelRequest(request.id);
    setBusy(false);
    onClose();
  };
  return (
    <ConfirmDialog
      open={open}
      title={`Cancel ${shortRequestId(request.id)}?`}
      description={
        request.state === 'running'
          ? `${formatPlural(request.outboundTokens, 'token')} of the answer are dropped and nothing is charged (≈ ${formatAmount(BigInt(request.chargeSoFarWei), 'running')} so far, estimated). The client asks another executor.`
          : 'It leaves the queue and nothing is charged. The client asks another executor.'
      }
      confirmLabel={busy ? 'Cancelling' : 'Cancel the request'}
      keepLabel="Keep it"
      busy={busy}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  );
}
