import type { Status } from '../../control/index.ts';
import { ethDecimals, formatAmount, formatDuration, plainText, plural } from './format.ts';

/** The state of an executor as a sentence without its point. */
export function describeState(status: Status): string {
  const { state, modelsServed, requests, presenceLine } = status;
  switch (state) {
    case 'serving':
      return `Serving ${plural(modelsServed, 'model')}`;
    case 'draining':
      if (presenceLine !== null) return presenceLine;
      return `Finishing ${plural(requests.running, 'request')}, taking no new ones`;
    case 'attention':
      return `Not serving: ${(status.problems[0]?.message ?? 'something is missing').replace(/\.$/, '')}`;
    case 'starting':
      return 'Starting';
    case 'paused':
      return presenceLine ?? 'Paused';
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return 'Stopped';
  }
}

/** How it is connected to the network. */
export function describeConnection(status: Status, nowMs: number): string {
  const { bootstrap, peerCount } = status.network;
  const connected = bootstrap.filter((node) => node.state === 'connected').length;
  if (bootstrap.length === 0) return `no bootstrap node configured, ${plural(peerCount, 'peer')}`;
  if (connected > 0)
    return `connected to ${connected} of ${plural(bootstrap.length, 'bootstrap node')}, ${plural(peerCount, 'peer')}`;
  const nextTries = bootstrap.flatMap((node) => (node.nextTryAtMs === null ? [] : [node.nextTryAtMs]));
  if (nextTries.length === 0) return 'connecting';
  const waitMs = Math.max(0, Math.min(...nextTries) - nowMs);
  return `not connected, next try in ${formatDuration(Math.ceil(waitMs / 1000) * 1000)}`;
}

/** Everything that matters in one line, the most important first. */
export function statusLine(status: Status, nowMs: number): string {
  const { requests, today } = status;
  return plainText(
    [
      ...(status.demo ? ['DEMO'] : []),
      describeState(status),
      `${requests.running} running, ${requests.waiting} waiting`,
      `${formatAmount(BigInt(today.accruedWei), ethDecimals.sum)} accrued today`,
      isWellConnected(status)
        ? `connected, ${plural(status.network.peerCount, 'peer')}`
        : describeConnection(status, nowMs),
    ].join(' · '),
  );
}

function isWellConnected({ network: { bootstrap } }: Status): boolean {
  return bootstrap.length > 0 && bootstrap.every((node) => node.state === 'connected');
}
