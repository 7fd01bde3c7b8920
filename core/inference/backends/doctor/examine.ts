import type { Clock } from '../../../foundation/clock.ts';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import type { LlmClient } from '../interface.ts';
import { answer } from './checks/answer.ts';
import { cancel } from './checks/cancel.ts';
import { models } from './checks/models.ts';
import { reach } from './checks/reach.ts';
import type { Check, DoctorLine, DoctorReport, Verdict, Visit } from './interface.ts';

/** Every check, in the order of the lines. One that finds something bad ends the visit where the others would only repeat it. */
const checks: readonly Check[] = [reach, models, answer, cancel];

/** How a program is examined. */
export interface ExamineOptions {
  readonly address: string;
  readonly configured: boolean;
  readonly maxConcurrentRequests: number | null;
  readonly wanted: string | null;
  readonly signal: AbortSignal;
}

/** Examines one program. Rejects with the reason of the signal, and with nothing else. */
export async function examine(
  { client, clock }: { readonly client: LlmClient; readonly clock: Clock },
  options: ExamineOptions,
): Promise<DoctorReport> {
  const visit: Visit = { ...options, client, clock, facts: null, models: [], model: null, completion: null };
  const lines: DoctorLine[] = [];
  for (const check of checks) {
    lines.push(...(await check(visit)));
    if (isExecutorError(visit.facts)) break;
  }
  const { facts } = visit;
  return {
    kind: client.kind,
    name: client.name,
    address: options.address,
    version: facts === null || isExecutorError(facts) ? null : facts.version,
    configured: options.configured,
    verdict: worst(lines),
    lines,
  };
}

/** The worst of some lines; what was skipped counts as good. */
export function worst(lines: readonly { readonly verdict: Verdict }[]): DoctorReport['verdict'] {
  const has = (verdict: Verdict) => lines.some((line) => line.verdict === verdict);
  return has('bad') ? 'bad' : has('warning') ? 'warning' : 'good';
}
