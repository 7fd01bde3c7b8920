import type { Problem, Status } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { ethDecimals, formatAge, formatAmount, formatDuration, plainText, plural, unknown } from '../output/format.ts';
import { describeConnection, describeState } from '../output/status-words.ts';
import { formatPairs } from '../output/table.ts';

/** `status`: how the running executor is. */
export const status = defineCommand({
  name: 'status',
  about: 'Show how the running executor is.',
  examples: ['status', 'status --json'],
  async run(context) {
    const value = await context.call('status.get', {});
    return { value, text: describeStatus(value, context.clock.nowMs()) };
  },
});

/** A status as lines for people. */
export function describeStatus(value: Status, nowMs: number): string {
  const { requests, today, network, backends, identity } = value;
  const pairs: [string, string][] = [
    ['state', `${describeState(value)}${value.demo ? ' (demo: nothing here is real)' : ''}`],
    ['network', describeConnection(value, nowMs)],
    ['reached at', network.publishedAddresses.map(plainText).join(', ') || unknown],
    ...backends.map((backend): [string, string] => ['backend', describeBackend(backend)]),
    ['requests', `${requests.running} running, ${requests.waiting} waiting, ${requests.perMinute} in the last minute`],
    ['today', `${formatAmount(BigInt(today.accruedWei), ethDecimals.sum)} accrued, ${plural(today.answers, 'answer')}`],
    ['peer id', identity.peerId],
    ['address', `${identity.address}${identity.source === 'file' ? '' : ` (from the ${identity.source})`}`],
    [
      'running',
      `${value.face === 'app' ? 'desktop app' : 'command line'} ${value.version}, started ${formatAge(value.startedAtMs, nowMs)}`,
    ],
    ['data folder', value.dataFolder],
  ];
  return [formatPairs(pairs), ...value.problems.map((problem) => describeNotice(problem, backends.length > 1))].join(
    '\n',
  );
}

/** With the name of the backend that it is about where there are several. */
function describeNotice({ message, hint, details }: Problem, hasSeveral: boolean): string {
  const name = hasSeveral && typeof details.backend === 'string' ? `${plainText(details.backend)}: ` : '';
  return `\n${name}${message}\n  ${hint}`;
}

function describeBackend(backend: Status['backend']): string {
  const states = { connected: 'connected', unreachable: 'does not answer', unknown: 'not asked yet' } as const;
  const latency = backend.latencyMs === null ? '' : `, answers in ${formatDuration(backend.latencyMs)}`;
  const { state, failures } = backend.circuit;
  const rest = state === 'open' ? `, left alone after ${plural(failures, 'failure')} in a row` : '';
  return plainText(`${backend.name} at ${backend.baseUrl}: ${states[backend.state]}${latency}${rest}`);
}
