import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../core/foundation/logger.ts';
import { type Ledger, type LedgerEntry, openLedger, restartedReason } from '../../core/money/ledger/index.ts';
import { assertThat } from '../utils/assert-that.ts';
import { buildClientRequest } from '../utils/ledger.ts';
import { allRows, checkSums } from '../utils/live/ledger-audit.ts';

export const about =
  'A process that books 200 requests is killed at random points, again and again: nothing promised is lost, nothing is charged twice, every replay is refused.';

const program = join(import.meta.dirname, '..', 'fixtures', 'programs', 'ledger-writer.ts');
const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const concurrency = 16;

type Counts = Record<
  'books' | 'kills' | 'requests' | 'accrued' | 'voided' | 'replaysRefused' | 'commitsUntold',
  number
>;

/** Kills a writer at random, looks at the books, and starts the next one on them until all requests are done. */
export async function run({ small }: { small: boolean }) {
  const requests = small ? 60 : 200;
  const counts: Counts = {
    books: 0,
    kills: 0,
    requests: 0,
    accrued: 0,
    voided: 0,
    replaysRefused: 0,
    commitsUntold: 0,
  };
  const undisturbedMs = await inFolder((path) => timeOfWriter(path, requests));
  while (counts.kills < (small ? 4 : 200)) await inFolder((path) => oneBook(path, { requests, undisturbedMs, counts }));
  return { undisturbedMs, ...counts };
}

async function inFolder<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'lloom-ledger-kill-'));
  try {
    return await use(join(folder, 'executor.sqlite'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Book {
  readonly requests: number;
  /** How long a writer takes that nobody kills. */
  readonly undisturbedMs: number;
  readonly counts: Counts;
}

async function oneBook(path: string, { requests, undisturbedMs, counts }: Book): Promise<void> {
  counts.books++;
  counts.requests += requests;
  for (let finished = false; !finished; ) {
    const writer = await startWriter(path, requests);
    const steps = await killAfter(writer, Math.random() * undisturbedMs * 1.1);
    finished = steps.has('finished');
    if (!finished) counts.kills++;
    counts.replaysRefused += steps.get('replayed')?.size ?? 0;
    const ledger = await open(path);
    counts.commitsUntold += checkPromises(ledger, steps);
    await checkRecovery(ledger);
    await checkReplays(ledger, requests);
    await ledger.close();
  }
  const ledger = await open(path);
  const rows = allRows(ledger);
  assertThat(rows.length === requests, 'every request is in the books once');
  counts.accrued += rows.filter(({ state }) => state === 'accrued').length;
  counts.voided += rows.filter(({ state }) => state === 'void').length;
  await ledger.close();
}

const open = (path: string) => openLedger({ path, logger: silentLogger, timeZone: 'UTC' });

interface Writer {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly witness: string;
}

/** Starts a writer; resolves when it begins to book. */
async function startWriter(path: string, requests: number): Promise<Writer> {
  const witness = `${path}.witness`;
  const args = [program, path, witness, String(requests), String(concurrency)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return { process: child, ended, witness };
}

async function timeOfWriter(path: string, requests: number): Promise<number> {
  const { ended } = await startWriter(path, requests);
  const started = performance.now();
  await ended;
  return performance.now() - started;
}

/** Ids by the steps that the writer had reported when it was killed. */
async function killAfter(
  { process: child, ended, witness }: Writer,
  delayMs: number,
): Promise<Map<string, Set<string>>> {
  // Timers are too coarse for a moment within some 50 ms.
  for (const endMs = performance.now() + delayMs; performance.now() < endMs; );
  child.kill('SIGKILL');
  await ended;
  const steps = new Map<string, Set<string>>();
  for (const line of (await readFile(witness, 'utf8')).split('\n').slice(0, -1)) {
    const [step = '', id = ''] = line.split(' ');
    steps.set(step, (steps.get(step) ?? new Set()).add(id));
  }
  return steps;
}

/** What was reported is there. Returns how many commits the writer had no time to report. */
function checkPromises(ledger: Ledger, steps: Map<string, Set<string>>): number {
  const reached: Record<string, readonly LedgerEntry['state'][]> = {
    admitted: ['admitted', 'unsigned', 'signed', 'accrued'],
    completed: ['unsigned', 'signed', 'accrued'],
    signed: ['signed', 'accrued'],
    accrued: ['accrued'],
  };
  for (const [step, states] of Object.entries(reached))
    for (const id of steps.get(step) ?? []) {
      const entry = ledger.get(id);
      assertThat(entry !== null && states.includes(entry.state), `${step} ${id} was promised, and is ${entry?.state}`);
    }
  checkSums(ledger);
  const accrued = allRows(ledger).filter(({ id, state }) => state === 'accrued' && isOfThisRun(id, steps));
  return accrued.length - (steps.get('accrued')?.size ?? 0);
}

function isOfThisRun(id: string, steps: Map<string, Set<string>>): boolean {
  return steps.get('admitted')?.has(id) ?? false;
}

async function checkRecovery(ledger: Ledger): Promise<void> {
  const open = allRows(ledger).filter(({ state }) => state !== 'accrued' && state !== 'void');
  assertThat(open.length <= concurrency, 'no more is open than was running');
  assertThat((await ledger.recover()) === open.length, 'everything open is voided');
  for (const { id } of open) assertThat(ledger.get(id)?.voidReason === restartedReason, `${id} says why it is void`);
  checkSums(ledger);
}

/** A client that sends everything again gets nothing served that was admitted before. */
async function checkReplays(ledger: Ledger, requests: number): Promise<void> {
  const booked = new Set(allRows(ledger).map(({ payloadHash }) => payloadHash));
  const before = ledger.sum(always);
  for (let number = 0; number < requests; number++) {
    const again = buildClientRequest(number, 'again');
    if (!booked.has(again.payloadHash)) continue;
    const refused = await ledger.admit(again).then(
      () => false,
      (error: { code?: string }) => error.code === 'VALIDATION_REPLAYED',
    );
    assertThat(refused, `request ${number} is refused a second time`);
  }
  assertThat(ledger.sum(always).accruedWei === before.accruedWei, 'a replay charges nothing');
}
