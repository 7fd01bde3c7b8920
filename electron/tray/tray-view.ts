import type { Status } from '../../core/control/schemas/status.ts';
import { roundEth } from '../../core/foundation/units/index.ts';
import type { HostState } from '../ipc/shell-schemas.ts';

/** What the tray tells: the same six shapes as in the window. */
export type TrayState = 'serving' | 'paused' | 'draining' | 'attention' | 'error' | 'demo';

/** What a menu item does. */
export type TrayAction =
  | 'resume'
  | 'serve-anyway'
  | 'retry'
  | 'pause-finish'
  | 'pause-now'
  | 'open'
  | 'leave-demo'
  | 'quit'
  | 'quit-now';

/** All that the tray is made from. */
export interface TrayFacts {
  readonly host: HostState;
  /** Last known status of the executor; null before the first one. */
  readonly status: Status | null;
  readonly demo: boolean;
  /** True while the app finishes its requests before it ends. */
  readonly quitting: boolean;
}

/** One line of the menu; `null` is a separator. Without `action` it only tells. */
export type TrayItem = { readonly label: string; readonly action?: TrayAction } | null;

/** The whole tray as data. */
export interface TrayView {
  readonly state: TrayState;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** Decimals of a sum (the window uses the same). */
const sumDecimals = 6;

/** Derives the tray from the facts. */
export function createTrayView(facts: TrayFacts): TrayView {
  const sentence = sentenceOf(facts);
  const accrued = accruedOf(facts);
  return {
    state: stateOf(facts),
    tooltip: ['Lloom Executor', sentence, ...(accrued === null ? [] : [accrued])].join('\n'),
    menu: [{ label: sentence }, ...(accrued === null ? [] : [{ label: accrued }]), null, ...choicesOf(facts)],
  };
}

function stateOf({ host, status, demo, quitting }: TrayFacts): TrayState {
  if (host.state === 'failed') return 'error';
  if (quitting) return 'draining';
  if (host.state !== 'running' || status === null) return 'paused';
  if (status.state === 'draining' || status.state === 'stopping') return 'draining';
  if (status.state === 'attention') return 'attention';
  if (status.state === 'serving') return demo ? 'demo' : 'serving';
  return 'paused';
}

function sentenceOf(facts: TrayFacts): string {
  const { host, status, demo, quitting } = facts;
  const prefix = demo ? 'Demo: ' : '';
  if (host.state === 'failed') return `${prefix}Not running: ${withoutStop(host.problem.message)}`;
  if (quitting) return `${prefix}Finishing before it quits${running(status)}`;
  if (host.state === 'starting') return `${prefix}Starting`;
  if (host.state === 'stopped' || status === null) return `${prefix}Not running`;
  return prefix + statusSentence(status);
}

function statusSentence(status: Status): string {
  switch (status.state) {
    case 'starting':
      return 'Starting';
    case 'serving':
      return `Serving${running(status)}`;
    case 'draining':
      return asideLine(status) ?? `Finishing${running(status)}`;
    case 'paused':
      return asideLine(status) ?? 'Paused';
    case 'attention':
      return `Not serving: ${withoutStop(status.problems[0]?.message ?? 'it needs you')}`;
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return 'Not running';
  }
}

/** The line of presence while it is about a pause; "Serving anyway" beside a pause by hand is no reason for it. */
function asideLine({ presenceLine }: Status): string | null {
  return presenceLine?.startsWith('Paus') ? presenceLine : null;
}

function running(status: Status | null): string {
  if (status === null) return '';
  const { running, waiting } = status.requests;
  return ` · ${running} running${waiting > 0 ? `, ${waiting} waiting` : ''}`;
}

function accruedOf({ status, demo }: TrayFacts): string | null {
  if (status === null) return null;
  return `${roundEth(BigInt(status.today.accruedWei), sumDecimals)} ETH accrued today${demo ? ' (demo)' : ''}`;
}

function choicesOf(facts: TrayFacts): TrayItem[] {
  const { host, status, demo, quitting } = facts;
  const open: TrayItem = { label: 'Open Lloom Executor', action: 'open' };
  if (quitting) return [open, null, { label: 'Quit now', action: 'quit-now' }];
  const leaveDemo: TrayItem[] = demo ? [{ label: 'Leave demo', action: 'leave-demo' }] : [];
  return [...servingChoices(host, status), ...leaveDemo, open, null, { label: quitLabel(status), action: 'quit' }];
}

function servingChoices(host: HostState, status: Status | null): TrayItem[] {
  if (host.state === 'failed' || host.state === 'stopped') return [{ label: 'Start', action: 'retry' }, null];
  if (host.state === 'starting' || status === null) return [];
  // While the owner is the reason, resuming means to overrule the rules.
  const resume: TrayItem =
    asideLine(status) === null
      ? { label: 'Resume', action: 'resume' }
      : { label: 'Serve anyway', action: 'serve-anyway' };
  const finish: TrayItem = { label: 'Pause after current requests', action: 'pause-finish' };
  const now: TrayItem = { label: 'Stop now', action: 'pause-now' };
  switch (status.state) {
    case 'serving':
    case 'attention':
      return [finish, now, null];
    case 'draining':
      return [resume, now, null];
    case 'paused':
      return [resume, null];
    default:
      return [];
  }
}

function quitLabel(status: Status | null): string {
  const count = status?.requests.running ?? 0;
  if (count === 0) return 'Quit';
  return `Quit after ${count === 1 ? 'the current request' : `${count} current requests`}`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
