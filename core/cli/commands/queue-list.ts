import type { FinishedItem, QueueItem } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import {
  ethDecimals,
  formatAge,
  formatAmount,
  formatCount,
  formatDuration,
  plural,
  shortPeerId,
  unknown,
} from '../output/format.ts';
import { formatTable } from '../output/table.ts';

/** `queue list`: what runs, waits and just ended. */
export const queueList = defineCommand({
  name: 'queue list',
  about: 'List the requests that run, wait, or just ended.',
  examples: ['queue list', 'queue list --json'],
  async run(context) {
    const value = await context.call('queue.get', {});
    const nowMs = context.clock.nowMs();
    const running = value.items.filter((item) => item.state === 'running').length;
    const head = `${running} of ${plural(value.maxConcurrent, 'place')} running, ${value.items.length - running} of ${formatCount(value.maxWaiting)} waiting`;
    const parts = [head, itemTable(value.items, nowMs)];
    if (value.recent.length > 0) parts.push(`Just ended`, recentTable(value.recent, nowMs));
    return { value, text: parts.join('\n\n') };
  },
});

function itemTable(items: readonly QueueItem[], nowMs: number): string {
  return formatTable(
    items,
    [
      { title: 'Request', cell: (item) => item.id },
      { title: 'State', cell: state },
      { title: 'Lane', cell: (item) => item.lane },
      { title: 'Model', cell: (item) => item.model },
      { title: 'Client', cell: (item) => shortPeerId(item.clientPeerId) },
      { title: 'Accepted', align: 'right', cell: (item) => formatAge(item.acceptedAtMs, nowMs) },
      { title: 'Turn in', align: 'right', cell: expectedWait },
      {
        title: 'Tokens out',
        align: 'right',
        cell: (item) => `${formatCount(item.outboundTokens)} of ≤ ${formatCount(item.maxOutboundTokens)}`,
      },
      {
        title: 'So far (estimated)',
        align: 'right',
        cell: (item) => `≈ ${formatAmount(BigInt(item.chargeSoFarWei), ethDecimals.running)}`,
      },
    ],
    'Nothing runs or waits.',
  );
}

function state({ state, position, held }: QueueItem): string {
  if (held) return 'held';
  return position === null ? state : `${state} (${position}.)`;
}

/** Always an estimate, and said so. */
function expectedWait({ expectedWaitMs }: QueueItem): string {
  return expectedWaitMs === null ? '' : `≈ ${formatDuration(expectedWaitMs)}`;
}

function recentTable(items: readonly FinishedItem[], nowMs: number): string {
  return formatTable(
    items,
    [
      { title: 'Request', cell: (item) => item.id },
      { title: 'Outcome', cell: (item) => item.problem?.message ?? item.outcome },
      { title: 'Model', cell: (item) => item.model ?? unknown },
      { title: 'Client', cell: (item) => shortPeerId(item.clientPeerId) },
      { title: 'Ended', align: 'right', cell: (item) => formatAge(item.finishedAtMs, nowMs) },
      { title: 'Took', align: 'right', cell: (item) => formatDuration(item.durationMs) },
      { title: 'Accrued', align: 'right', cell: (item) => formatAmount(BigInt(item.chargeWei), ethDecimals.row) },
    ],
    '',
  );
}
