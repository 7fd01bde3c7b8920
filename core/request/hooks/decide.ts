import { ExecutorError } from '../../foundation/errors/index.ts';
import type { HookCall } from './call.ts';

/** What a filter or a plugin decides. */
export type FilterAction =
  | { readonly action: 'accept' }
  /** `reason`: constant text for the operator's log, up to 64 characters; never a part of the prompt. It is not sent. */
  | { readonly action: 'reject'; readonly reason: string };

/** The decisions, ready to return. */
export const FilterAction = {
  accept: Object.freeze({ action: 'accept' }) as FilterAction,
  reject: (reason: string): FilterAction => ({ action: 'reject', reason }),
} as const;

/** Most characters of a reason that are shown. */
const maxReasonLength = 64;

/**
 * What a filter or a plugin decided.
 *
 * @throws The `rejected` code when it refuses, `failed` when it is no decision.
 */
export function requireAccepted(value: unknown, { details, codes }: Pick<HookCall, 'details' | 'codes'>): void {
  const decision = typeof value === 'object' && value !== null ? value : {};
  const { action, reason } = decision as { action?: unknown; reason?: unknown };
  if (action === 'accept') return;
  if (action === 'reject') throw new ExecutorError(codes.rejected, { ...details, reason: shownReason(reason) });
  throw new ExecutorError(codes.failed, { ...details, problem: 'no decision' });
}

/** A reason as it may stand in a log: short, on one line. */
export function shownReason(reason: unknown): string | null {
  return typeof reason === 'string' ? reason.slice(0, maxReasonLength).replace(/\p{C}/gu, '') : null;
}
