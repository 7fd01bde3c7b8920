import type { Admission, Outcome } from '../../core/money/ledger/index.ts';
import { computeCharge } from '../../core/money/pricing/index.ts';

let admissions = 0;

/** A valid admission; each one of another client request. */
export function buildAdmission(change: Partial<Admission> = {}): Admission {
  const number = ++admissions;
  return {
    id: `request-${number}`,
    identity: `0x${'1'.repeat(40)}`,
    clientAddress: `0x${'2'.repeat(40)}`,
    clientPeerId: '16Uiu2HAmClient',
    model: 'model-a',
    backend: 'lmstudio',
    payloadHash: number.toString(16).padStart(64, '0'),
    deadlineSec: 1_800_000_000n,
    inboundPriceWei: 500_000_000_000_000n,
    outboundPriceWei: 1_000_000_000_000_000n,
    lane: 'normal',
    admittedAtMs: Date.UTC(2026, 0, 15, 12),
    ...change,
  };
}

/** What is booked when a client sends its request number `number`: always the same replay key, prices and time. */
export function buildClientRequest(number: number, run: string): Admission {
  return buildAdmission({
    id: `${run}-${number}`,
    payloadHash: (number + 1).toString(16).padStart(64, '0'),
    inboundPriceWei: 1_000_000_007n * BigInt(number + 1),
    admittedAtMs: Date.UTC(2026, 0, 1) + number * 3_600_000,
    model: `model-${number % 3}`,
  });
}

/** A valid outcome of an admission, charged as the pipeline charges. */
export function buildOutcome(admission: Admission, change: Partial<Outcome> = {}): Outcome {
  const usage = { inboundTokens: 10, outboundTokens: 20, ...change };
  return {
    countedBy: 'backend',
    source: 'backend',
    chargeWei: computeCharge(admission, usage),
    responseHash: 'ab'.repeat(32),
    timeToFirstTokenMs: 12.5,
    durationMs: 100.25,
    metadata: null,
    energyJoules: null,
    finishedAtMs: admission.admittedAtMs + 100,
    ...usage,
  };
}

/** 65 bytes that stand for a signature. */
export const testSignature = new Uint8Array(65).fill(7);
