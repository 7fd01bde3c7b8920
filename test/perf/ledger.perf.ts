import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLogger } from '../../core/foundation/logger.ts';
import { type Ledger, openLedger } from '../../core/money/ledger/index.ts';
import { assertThat } from '../utils/assert-that.ts';
import { buildAdmission, buildOutcome, testSignature } from '../utils/ledger.ts';

export const about =
  'Booking of requests with shared and with single commits (ratio should be well above 1), and reading a large ledger (each read at most 100 ms).';

const startMs = Date.UTC(2026, 0, 1);
const clients = 64;

export async function run({ small }: { small: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'lloom-ledger-perf-'));
  try {
    const lifecycles = small ? 500 : 5000;
    const single = await measureWriting(join(folder, 'single.sqlite'), lifecycles, 1);
    const shared = await measureWriting(join(folder, 'shared.sqlite'), lifecycles, 256);
    const reading = await measureReading(join(folder, 'large.sqlite'), small ? 3000 : 100_000);
    return { sharedToSingleRatio: shared.lifecyclesPerSec / single.lifecyclesPerSec, shared, single, reading };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 64 clients at once, each request booked in its four steps, every step durable before the next. */
async function measureWriting(path: string, lifecycles: number, maxBatch: number) {
  const ledger = await openLedger({ path, logger: silentLogger, groupCommit: { maxBatch } });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const started = performance.now();
  await bookMany(ledger, lifecycles, () => startMs);
  const seconds = (performance.now() - started) / 1000;
  delays.disable();
  const sum = ledger.sum({ fromMs: startMs, toMs: startMs + 1 });
  assertThat(sum.answers === lifecycles, 'every request is accrued');
  await ledger.close();
  return {
    lifecyclesPerSec: lifecycles / seconds,
    eventLoopDelayP99Ms: delays.percentile(99) / 1e6,
    eventLoopDelayMaxMs: delays.max / 1e6,
  };
}

/** A year of requests, read as the screens and the status do. */
async function measureReading(path: string, rows: number) {
  const yearMs = 365 * 86_400_000;
  let ledger = await openLedger({ path, logger: silentLogger, timeZone: 'UTC' });
  await bookMany(ledger, rows, (number) => startMs + Math.floor((number / rows) * yearMs));
  await ledger.close();

  const opening = performance.now();
  ledger = await openLedger({ path, logger: silentLogger, timeZone: 'UTC' });
  const openMs = performance.now() - opening;
  const year = { fromMs: startMs, toMs: startMs + yearMs };
  const cut = { fromMs: startMs + 1, toMs: startMs + yearMs - 3_600_000 };
  const figures = {
    rows,
    fileMiB: (await stat(path)).size / 2 ** 20,
    openMs,
    sumOfYearMs: medianMs(() => ledger.sum(year)),
    sumWithCutDaysMs: medianMs(() => ledger.sum(cut)),
    bucketsOfYearMs: medianMs(() => ledger.buckets(year)),
    pageOf500Ms: medianMs(() => ledger.list(year, { limit: 500 })),
    pageOfVoidMs: medianMs(() => ledger.list({ ...year, state: 'void' }, { limit: 500 })),
    pageOfModelMs: medianMs(() => ledger.list({ ...year, model: 'model-3' }, { limit: 500 })),
    pageOfUnknownModelMs: medianMs(() => ledger.list({ ...year, model: 'none' }, { limit: 500 })),
  };
  assertThat(ledger.sum(year).answers === rows, 'every request is summed up');
  await ledger.close();
  return figures;
}

async function bookMany(ledger: Ledger, count: number, timeOf: (number: number) => number): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const number = next++;
        const admission = buildAdmission({ admittedAtMs: timeOf(number), model: `model-${number % 5}` });
        await ledger.admit(admission);
        await ledger.complete(admission.id, buildOutcome(admission), null);
        await ledger.sign(admission.id, testSignature);
        await ledger.accrue(admission.id);
      }
    }),
  );
}

function medianMs(read: () => unknown): number {
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now();
    read();
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[4] ?? 0;
}
