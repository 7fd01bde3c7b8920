import { chmod, copyFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { type Ledger, openLedger } from '../../../../../core/money/ledger/index.ts';
import { buildAdmission, buildOutcome, testSignature } from '../../../../utils/ledger.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
let folder: string;
let path: string;
let ledger: Ledger;
const open = () => openLedger({ path, logger: silentLogger, timeZone: 'UTC' });

beforeEach(async () => {
  folder = tempFolder();
  path = join(folder, 'executor.sqlite');
  ledger = await open();
});
afterEach(() => ledger.close());

async function serve(admission = buildAdmission()) {
  const outcome = buildOutcome(admission);
  await ledger.admit(admission);
  await ledger.complete(admission.id, outcome, null);
  await ledger.sign(admission.id, testSignature);
  await ledger.accrue(admission.id);
  return { admission, outcome };
}

describe('a request in the books', () => {
  it('is read back exactly as it was written, after a restart too', async () => {
    const { admission, outcome } = await serve(
      buildAdmission({ inboundPriceWei: 999_999_999_999_999_999n, model: "m'ü模型" }),
    );
    await ledger.close();
    ledger = await open();
    expect(ledger.get(admission.id)).toEqual({
      ...admission,
      state: 'accrued',
      voidReason: null,
      outcome,
      signature: '07'.repeat(65),
    });
  });

  it('walks through its states in order and in no other', async () => {
    const admission = buildAdmission();
    const { id } = admission;
    const steps = {
      complete: () => ledger.complete(id, buildOutcome(admission), null),
      sign: () => ledger.sign(id, testSignature),
      accrue: () => ledger.accrue(id),
    };
    const refuses = async (...names: (keyof typeof steps)[]) => {
      for (const name of names) await expect(steps[name](), name).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
    };
    await refuses('complete', 'sign', 'accrue');
    await ledger.admit(admission);
    await refuses('sign', 'accrue');
    await steps.complete();
    await refuses('complete', 'accrue');
    await steps.sign();
    await refuses('complete', 'sign');
    await steps.accrue();
    await refuses('complete', 'sign', 'accrue');
    expect(ledger.sum(always)).toMatchObject({ answers: 1, voids: 0 });
  });

  it('can be voided until it is accrued, and keeps its first reason', async () => {
    const admission = buildAdmission();
    await ledger.admit(admission);
    await ledger.complete(admission.id, buildOutcome(admission), null);
    await ledger.void(admission.id, 'QUEUE_CLIENT_GONE');
    await ledger.void(admission.id, 'BACKEND_FAILED');
    expect(ledger.get(admission.id)).toMatchObject({ state: 'void', voidReason: 'QUEUE_CLIENT_GONE' });
    expect(ledger.sum(always)).toMatchObject({ answers: 0, voids: 1, accruedWei: 0n });
    const { admission: accrued } = await serve();
    await expect(ledger.void(accrued.id, 'X')).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
    await expect(ledger.void('nobody', 'X')).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
  });

  it('is refused a second time in whatever state, after a restart too, but not from another signer', async () => {
    const first = buildAdmission();
    const again = { ...buildAdmission(), payloadHash: first.payloadHash };
    const refused = () => expect(ledger.admit(again)).rejects.toMatchObject({ code: 'VALIDATION_REPLAYED' });
    await ledger.admit(first);
    await refused();
    await ledger.void(first.id, 'QUEUE_CANCELLED');
    await refused();
    await ledger.close();
    ledger = await open();
    await refused();
    await ledger.admit({ ...again, clientAddress: `0x${'3'.repeat(40)}` });
    expect(ledger.list(always, { limit: 10 })).toHaveLength(2);
  });

  it('is admitted once when two copies arrive in the same turn', async () => {
    const first = buildAdmission();
    const copy = { ...first, id: 'copy' };
    const results = await Promise.allSettled([ledger.admit(first), ledger.admit(copy)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(ledger.get('copy')).toBeNull();
  });

  it('is refused when its id is taken', async () => {
    const first = buildAdmission();
    await ledger.admit(first);
    await expect(ledger.admit({ ...buildAdmission(), id: first.id })).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
    });
  });
});

describe('writing together', () => {
  it('tells once about the writes of one turn', async () => {
    const revisions: number[] = [];
    const end = ledger.onChange((revision) => revisions.push(revision));
    await Promise.all(Array.from({ length: 50 }, () => ledger.admit(buildAdmission())));
    expect(revisions).toEqual([1]);
    end();
    await ledger.admit(buildAdmission());
    expect(revisions).toEqual([1]);
    expect(ledger.revision).toBe(2);
  });

  it('says nothing when nothing changed', async () => {
    await expect(ledger.accrue('nobody')).rejects.toThrow();
    expect(ledger.revision).toBe(0);
  });

  it('fails one write with a value that SQLite refuses, and not those beside it', async () => {
    const bad = buildAdmission({ deadlineSec: 2n ** 64n });
    const results = await Promise.allSettled([
      ledger.admit(buildAdmission()),
      ledger.admit(bad),
      ledger.admit(buildAdmission()),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ledger.list(always, { limit: 10 })).toHaveLength(2);
  });

  it('commits what is pending before it closes, and takes nothing afterwards', async () => {
    const admission = buildAdmission();
    const written = ledger.admit(admission);
    await ledger.close();
    await written;
    await expect(ledger.admit(buildAdmission())).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    ledger = await open();
    expect(ledger.get(admission.id)?.state).toBe('admitted');
  });

  it('refuses more waiting writes than it may hold', async () => {
    await ledger.close();
    ledger = await openLedger({ path, logger: silentLogger, groupCommit: { maxPending: 2 } });
    const results = await Promise.allSettled([1, 2, 3].map(() => ledger.admit(buildAdmission())));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });
});

describe('after a crash', () => {
  it('voids what was open, and leaves what was accrued', async () => {
    const [admitted, unsigned, signed] = [buildAdmission(), buildAdmission(), buildAdmission()];
    const { admission: accrued } = await serve();
    for (const admission of [admitted, unsigned, signed]) await ledger.admit(admission);
    for (const admission of [unsigned, signed]) await ledger.complete(admission.id, buildOutcome(admission), null);
    await ledger.sign(signed.id, testSignature);
    await ledger.close();
    ledger = await open();
    expect(await ledger.recover()).toBe(3);
    expect(await ledger.recover()).toBe(0);
    for (const { id } of [admitted, unsigned, signed])
      expect(ledger.get(id)).toMatchObject({ state: 'void', voidReason: 'EXECUTOR_RESTARTED' });
    expect(ledger.get(accrued.id)?.state).toBe('accrued');
    expect(ledger.sum(always)).toMatchObject({ answers: 1, voids: 3 });
  });
});

describe('pages', () => {
  it('show each entry once, newest first, also where times are equal', async () => {
    const times = [5, 5, 5, 3, 9, 9, 1].map((hour) => Date.UTC(2026, 0, 15, hour));
    const all = times.map((admittedAtMs) => buildAdmission({ admittedAtMs }));
    await Promise.all(all.map((admission) => ledger.admit(admission)));
    const seen: string[] = [];
    for (let page = ledger.list(always, { limit: 2 }); page.length > 0; ) {
      seen.push(...page.map(({ id }) => id));
      page = ledger.list(always, { limit: 2, before: page.at(-1)?.id ?? '' });
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(all.map(({ id }) => id)));
    const seenTimes = seen.map((id) => ledger.get(id)?.admittedAtMs ?? 0);
    expect(seenTimes).toEqual([...seenTimes].sort((a, b) => b - a));
  });

  it('end after an id that is not there', async () => {
    await ledger.admit(buildAdmission());
    expect(ledger.list(always, { limit: 10, before: 'nobody' })).toEqual([]);
  });
});

describe('days', () => {
  it("are those of the operator's time zone", async () => {
    await ledger.close();
    ledger = await openLedger({ path, logger: silentLogger, timeZone: 'Asia/Kathmandu' });
    // 18:15 UTC is midnight in Kathmandu.
    await ledger.admit(buildAdmission({ admittedAtMs: Date.UTC(2026, 0, 15, 18, 14, 59, 999) }));
    await ledger.admit(buildAdmission({ admittedAtMs: Date.UTC(2026, 0, 15, 18, 15) }));
    expect(ledger.buckets(always).map(({ day }) => day)).toEqual(['2026-01-15', '2026-01-16']);
  });
});

describe('a file that cannot be used', () => {
  it('is refused and left byte for byte as it is when it is damaged', async () => {
    for (let i = 0; i < 50; i++) await serve();
    await ledger.close();
    const damaged = join(folder, 'damaged.sqlite');
    await copyFile(path, damaged);
    const { size } = await stat(damaged);
    await truncate(damaged, size - 8192);
    const before = await readFile(damaged);
    await expect(openLedger({ path: damaged, logger: silentLogger })).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    expect((await readFile(damaged)).equals(before)).toBe(true);
    ledger = await open();
  });

  it('is refused when it is something else', async () => {
    const other = join(folder, 'notes.txt');
    await writeFile(other, 'these are not books'.repeat(100));
    await expect(openLedger({ path: other, logger: silentLogger })).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    expect(await readFile(other, 'utf8')).toBe('these are not books'.repeat(100));
  });

  it('is refused when it is a folder', async () => {
    await chmod(folder, 0o700);
    await expect(openLedger({ path: folder, logger: silentLogger })).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
  });
});
