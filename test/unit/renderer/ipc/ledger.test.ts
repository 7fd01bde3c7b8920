import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../../core/control/contract.ts';
import { type Call, createCall } from '../../../../renderer/ipc/client.ts';
import { createLedgerReader } from '../../../../renderer/ipc/ledger.ts';
import { hoursOfToday, periodBounds, rowsFilter } from '../../../../renderer/ipc/ledger-bounds.ts';
import { mergeFirstPage } from '../../../../renderer/ipc/merge-rows.ts';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import { everyRow } from '../../../../renderer/store/slices/earnings.ts';
import { fakeRow } from '../../../fakes/control-scene.ts';
import { createFakeControlTarget } from '../../../fakes/control-target.ts';
import { createFakeApp } from '../../../fakes/lloom-api.ts';

const noon = new Date(2026, 10, 6, 12).getTime();
const midnight = new Date(2026, 10, 6).getTime();

const start = (count: number) => {
  const rows = Array.from({ length: count }, (_, i) => fakeRow(count - i, noon - i * 60_000));
  const control = createFakeControlTarget({ scene: { rows }, nowMs: () => noon });
  const store = createAppStore({ period: 'all' });
  const { api } = createFakeApp({ control });
  const ask = createCall(api);
  /** While it is set, further pages wait for it. */
  const hold: { until: Promise<void> | null } = { until: null };
  const call: Call = async (name, input) => {
    if (name === 'earnings.rows' && 'before' in input) await hold.until;
    return ask(name, input);
  };
  const reader = createLedgerReader({ call, store, nowMs: () => noon, noteModels: () => undefined });
  return { rows, control, store, reader, hold };
};

const loaded = (store: ReturnType<typeof createAppStore>) => (store.getState().rows.value ?? []).map((row) => row.id);

describe('bounds', () => {
  it('are whole local days up to and including today', () => {
    const tomorrow = new Date(2026, 10, 7).getTime();
    expect(periodBounds('today', noon)).toEqual({ fromMs: midnight, toMs: tomorrow });
    expect(periodBounds('7-days', noon)).toEqual({ fromMs: new Date(2026, 9, 31).getTime(), toMs: tomorrow });
    expect(periodBounds('30-days', noon)).toEqual({ fromMs: new Date(2026, 9, 8).getTime(), toMs: tomorrow });
    expect(periodBounds('all', noon)).toEqual({ fromMs: 0, toMs: tomorrow });
  });

  it('of a list are those of its day, when one is chosen', () => {
    expect(rowsFilter('all', { day: '2026-11-06', model: 'm', state: 'void' }, noon)).toEqual({
      fromMs: midnight,
      toMs: new Date(2026, 10, 7).getTime(),
      model: 'm',
      state: 'void',
    });
    expect(rowsFilter('today', everyRow, noon)).toEqual(periodBounds('today', noon));
  });

  it('of hours begin at local midnight and end with the present one', () => {
    const hours = hoursOfToday(noon + 1);
    expect(hours[0]).toBe(midnight);
    expect(hours.at(-1)).toBe(noon);
  });
});

describe('the list of requests', () => {
  it('loads page after page until the oldest one, each row once', async () => {
    const { rows, store, reader } = start(250);
    await reader.chooseRows(everyRow);
    expect(store.getState().rowsComplete).toBe(false);
    await Promise.all([reader.loadMore(), reader.loadMore()]);
    expect(loaded(store)).toHaveLength(200);
    await reader.loadMore();
    await reader.loadMore();
    expect(loaded(store)).toEqual(rows.map((row) => row.id));
    expect(store.getState().rowsComplete).toBe(true);
  });

  it('puts new requests on top and keeps the pages that were loaded', async () => {
    const { rows, control, store, reader } = start(150);
    await reader.chooseRows(everyRow);
    await reader.loadMore();
    control.update({ rows: [fakeRow(900, noon + 1), ...rows] });
    reader.watchRows(true);
    await reader.refresh();
    expect(loaded(store)).toEqual(['r-000900', ...rows.map((row) => row.id)]);
    expect(store.getState().rowsComplete).toBe(true);
  });

  it('drops what was asked before another filter was chosen', async () => {
    const { store, reader } = start(10);
    await Promise.all([reader.chooseRows(everyRow), reader.chooseRows({ ...everyRow, model: 'mistral-small' })]);
    expect((store.getState().rows.value ?? []).every((row) => row.model === 'mistral-small')).toBe(true);
    expect(loaded(store).length).toBeGreaterThan(0);
  });

  it('keeps the sum that is under way when another list is chosen', async () => {
    const { control, store, reader } = start(10);
    const refreshed = reader.refresh();
    await Promise.all([refreshed, reader.chooseRows({ ...everyRow, state: 'void' })]);
    expect(store.getState().summary.value?.total.answers).toBe(control.scene.rows.length);
  });

  it('adds no page to rows that were replaced meanwhile', async () => {
    const { rows, control, store, reader, hold } = start(300);
    await reader.chooseRows(everyRow);
    let release = () => {};
    hold.until = new Promise((resolve) => {
      release = resolve;
    });
    const more = reader.loadMore();
    reader.watchRows(true);
    control.update({ rows: [...Array.from({ length: 150 }, (_, i) => fakeRow(1150 - i, noon + 200 - i)), ...rows] });
    await reader.refresh();
    release();
    await more;
    const ids = loaded(store);
    const all = control.scene.rows.map((row) => row.id);
    expect(ids).toEqual(all.slice(0, ids.length));
  });

  it('finds a request around its end', async () => {
    const { rows, reader } = start(10);
    const wanted = rows[4];
    expect(await reader.findRow(wanted?.id ?? '', wanted?.finishedAtMs ?? 0)).toEqual(wanted);
    expect(await reader.findRow('r-none', noon)).toBeNull();
  });

  it('finds a request that more than one page of others came after, and does not search without end', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => fakeRow(12_000 - i, noon - i));
    const control = createFakeControlTarget({ scene: { rows }, nowMs: () => noon });
    const call = createCall(createFakeApp({ control }).api);
    const store = createAppStore({ period: 'all' });
    const reader = createLedgerReader({ call, store, nowMs: () => noon, noteModels: () => undefined });
    const late = rows[1100];
    expect(await reader.findRow(late?.id ?? '', noon)).toEqual(late);
    const before = control.calls.length;
    expect(await reader.findRow('r-none', noon)).toBeNull();
    expect(control.calls.length - before).toBe(20);
  });
});

describe('hours', () => {
  it('that cannot change any more are not asked again', async () => {
    const { control, reader } = start(10);
    await reader.refresh();
    const before = control.calls.length;
    await reader.refresh();
    const asked = control.calls.slice(before).map((call) => call.input as CallInput<'earnings.get'>);
    expect(asked.filter(({ fromMs, toMs }) => toMs - fromMs === 3_600_000).map(({ fromMs }) => fromMs)).toEqual([
      noon - 3_600_000,
      noon,
    ]);
  });
});

describe('a fresh first page', () => {
  const [a, b, c, d] = [4, 3, 2, 1].map((n) => fakeRow(n, noon + n));
  it('is joined where it still reaches the rows that are loaded', () => {
    if (!a || !b || !c || !d) throw new Error('rows are missing');
    expect(mergeFirstPage([b, c, d], [a, b])).toEqual({ rows: [a, b, c, d], joined: true });
  });

  it('replaces them where it does not, so that no gap is hidden', () => {
    if (!a || !b || !c || !d) throw new Error('rows are missing');
    expect(mergeFirstPage([c, d], [a, b])).toEqual({ rows: [a, b], joined: false });
    expect(mergeFirstPage([c, d], [])).toEqual({ rows: [], joined: false });
  });
});
