import type { Admission } from '../../../core/control/schemas/admission.ts';
import type { LedgerRow } from '../../../core/control/schemas/money.ts';
import type { FinishedItem } from '../../../core/control/schemas/work.ts';
import { type ErrorCode, errorTable, isErrorCode } from '../../../core/foundation/errors/index.ts';
import type { MarkKind } from '../../components/status/Mark.tsx';
import { formatCount } from '../../format/counts.ts';
import { formatDuration } from '../../format/time.ts';

/** How a request ended, in words. */
export interface Outcome {
  readonly kind: MarkKind;
  readonly word: string;
  readonly text: string;
}

type Words = readonly [MarkKind, string, string];

/** Ends that are told in their own words; a refusal by a rule of the owner is no failure, so it is blue. */
const special: Partial<Record<ErrorCode, Words>> = {
  QUEUE_CLIENT_GONE: ['warning', 'Client left', 'It left before its answer was complete; nothing charged'],
  QUEUE_CANCELLED: ['info', 'Cancelled', 'You cancelled it; nothing charged'],
  QUEUE_OWNER: ['info', 'Handed back', 'You needed the computer; the client asks another executor, nothing charged'],
  QUEUE_FULL: ['info', 'Passed on', 'The queue was full; the client asks another executor'],
  QUEUE_TOO_SLOW: ['info', 'Passed on', 'It would have waited too long; the client asks another executor'],
  QUEUE_WAIT_TIMEOUT: ['info', 'Passed on', 'It waited as long as [priority] allows; the client asks another executor'],
  QUEUE_DEADLINE: ['info', 'Passed on', 'It would have waited past its deadline; the client asks another executor'],
  QUEUE_PAUSED: ['info', 'Passed on', 'Paused; the client asks another executor'],
  QUEUE_DRAINING: ['info', 'Passed on', 'Finishing; the client asks another executor'],
  QUEUE_TIMEOUT: ['problem', 'Timed out', 'It took longer than request_timeout_secs; nothing charged'],
  BACKEND_ABORTED: ['info', 'Stopped', 'Its generation was stopped; nothing charged'],
  VALIDATION_PRICE_TOO_LOW: ['info', 'Refused', 'It offered less than your price'],
  VALIDATION_MODEL_NOT_SERVED: ['info', 'Refused', 'Its model is not served here'],
  VALIDATION_REPLAYED: ['info', 'Refused', 'The same signed request was accepted before'],
};

/** The reason in the ledger of requests that a crash or power cut left open. */
const restarted: Words = ['warning', 'Lost', 'The executor ended before the answer was handed over; nothing charged'];

const words = ([kind, word, text]: Words): Outcome => ({ kind, word, text });

function outcomeOfReason(reason: string): Outcome {
  if (reason === 'EXECUTOR_RESTARTED') return words(restarted);
  if (!isErrorCode(reason)) return words(['problem', 'Failed', 'Nothing charged']);
  const own = special[reason];
  if (own) return words(own);
  const { message } = errorTable[reason];
  const text = message.replace(/\.$/, '');
  return /^(VALIDATION|RATE|CONTENT|PROTOCOL)_(?!FILTER_)|^(HOOK|PLUGIN)_REJECTED$/.test(reason)
    ? words(['info', 'Refused', text])
    : words(['problem', 'Failed', `${text}; nothing charged`]);
}

/** How a request that just ended did. */
export function outcomeOf(item: FinishedItem): Outcome {
  return item.outcome === 'accrued'
    ? { kind: 'good', word: 'Answered', text: `In ${formatDuration(item.durationMs)}; the client received it` }
    : outcomeOfReason(item.outcome);
}

/** How many requests ended in one way, and which rules of the owner had a part in it. */
export interface OutcomeCount extends Outcome {
  readonly code: string;
  readonly count: number;
  /** "rule 3", most often first. */
  readonly rules: readonly string[];
}

/** How requests ended, most often first. */
export function outcomeCounts({ outcomes, blockedByRule, rateLimitedByRule }: Admission): readonly OutcomeCount[] {
  // Prompts and answers are counted by the same patterns, so they stand once.
  const blocked = ['CONTENT_BLOCKED_PROMPT', 'CONTENT_BLOCKED_RESPONSE'].find((code) => Object.hasOwn(outcomes, code));
  const rulesOf = (code: string): Admission['blockedByRule'] =>
    code === 'RATE_LIMITED' ? rateLimitedByRule : code === blocked ? blockedByRule : [];
  return Object.entries(outcomes)
    .map(([code, count]) => ({
      ...(code === 'accrued' ? answered : outcomeOfReason(code)),
      code,
      count,
      rules: rulesOf(code).map(({ rule, count: times }) => `${rule} ${formatCount(times)}`),
    }))
    .sort((a, b) => b.count - a.count || a.text.localeCompare(b.text));
}

/** Counts of ended requests by their word: "4 answered, 2 refused, 1 failed". */
export function outcomeSummary(items: readonly FinishedItem[]): string {
  const groups = Map.groupBy(items, (item) => outcomeOf(item).word.toLowerCase());
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([word, group]) => `${formatCount(group.length)} ${word}`)
    .join(', ');
}

const answered: Outcome = { kind: 'good', word: 'Answered', text: 'The client received it' };

/** Where a request of the ledger stands. */
export function outcomeOfRow(row: LedgerRow): Outcome {
  switch (row.state) {
    case 'accrued':
      return words(['good', 'Accrued', 'Signed answer, handed to the network in full']);
    case 'void':
      return outcomeOfReason(row.voidReason ?? '');
    case 'signed':
      return words(['info', 'In progress', 'Signed, being handed to the network']);
    case 'unsigned':
      return words(['info', 'In progress', 'Answered, being signed']);
    case 'admitted':
      return words(['info', 'In progress', 'Accepted, not answered yet']);
  }
}
