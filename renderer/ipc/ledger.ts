import type { Earnings, LedgerRow } from '../../core/control/schemas/money.ts';
import { toExecutorError } from '../../core/foundation/errors/index.ts';
import type { AppStore } from '../store/create-store.ts';
import { failed, known, unknown } from '../store/loadable.ts';
import type { HourSum, Period, RowFilter } from '../store/slices/earnings.ts';
import type { Call } from './client.ts';
import { hoursOfToday, nextHour, periodBounds, rowsFilter } from './ledger-bounds.ts';
import { mergeFirstPage } from './merge-rows.ts';

/** Asks the ledger for what the screens show of it. */
export interface LedgerReader {
  /** The order of first uses and whether anything was ever answered. */
  loadPast(): Promise<void>;
  /** Sums, today's hours and, where a list is open, its newest rows. */
  refresh(): Promise<void>;
  /** The ledger told that it changed: {@link refresh}, at most once a second. */
  changed(): void;
  choosePeriod(period: Period): Promise<void>;
  chooseRows(filter: RowFilter): Promise<void>;
  /** Loads the next page of the list. */
  loadMore(): Promise<void>;
  /** One request by its id, looked for around the time at which it ended; null when it was never booked. */
  findRow(id: string, endedAtMs: number): Promise<LedgerRow | null>;
  /** Lists are loaded only while they are on the screen. */
  watchRows(watched: boolean): void;
  reset(): void;
  stop(): void;
}

export interface LedgerReaderModules {
  readonly call: Call;
  readonly store: AppStore;
  readonly nowMs: () => number;
  readonly noteModels: (names: Iterable<string>) => void;
}

const pageSize = 100;
/** One request is looked for in at most 10,000 rows. */
const searchedPageSize = 500;
const maxSearchedPages = 20;
const refreshEveryMs = 1000;
/** A request may be answered at most this long after its admission, so only these hours can still change. */
const stillChangingMs = 15 * 60_000;

/** Creates the reader; it keeps at most one refresh under way. */
export function createLedgerReader({ call, store, nowMs, noteModels }: LedgerReaderModules): LedgerReader {
  const executor = { turn: 0 };
  const period = { turn: 0 };
  const list = { turn: 0 };
  let timer: ReturnType<typeof setTimeout> | null = null;
  let refreshedAtMs = 0;
  let refreshing = false;
  let again = false;
  let watched = false;
  /** The list, by its turn, whose next page is under way. */
  let loadingMoreOf: number | null = null;

  /** Drops what answers a question of before the scope's last turn. */
  const guarded = async <Value>(
    scope: { readonly turn: number },
    ask: () => Promise<Value>,
    apply: (value: Value) => void,
    fail: (error: unknown) => void,
  ): Promise<void> => {
    const mine = scope.turn;
    try {
      const value = await ask();
      if (mine === scope.turn) apply(value);
    } catch (error) {
      if (mine === scope.turn) fail(error);
    }
  };
  const reset = (): void => {
    for (const scope of [executor, period, list]) scope.turn += 1;
  };
  const failInto = (key: 'summary' | 'rows' | 'hours') => (error: unknown) =>
    store.setState((state) => ({ [key]: failed<unknown>(state[key], toExecutorError(error).toObject()) }));

  const loadSummary = () =>
    guarded(
      period,
      () => call('earnings.get', periodBounds(store.getState().period, nowMs())),
      (summary) => {
        noteModels(summary.buckets.map((bucket) => bucket.model));
        store.setState({ summary: known(summary, nowMs()) });
      },
      failInto('summary'),
    );

  const loadHours = () =>
    guarded(
      executor,
      async () => {
        const now = nowMs();
        const before = new Map((store.getState().hours.value ?? []).map((hour) => [hour.startMs, hour]));
        return Promise.all(
          hoursOfToday(now).map(async (startMs): Promise<HourSum> => {
            const done = before.get(startMs);
            if (done && nextHour(startMs) + stillChangingMs < now) return done;
            return {
              startMs,
              answers: answersByModel(await call('earnings.get', { fromMs: startMs, toMs: nextHour(startMs) })),
            };
          }),
        );
      },
      (hours) => {
        noteModels(hours.flatMap((hour) => Object.keys(hour.answers)));
        store.setState({ hours: known(hours, nowMs()) });
      },
      failInto('hours'),
    );

  const loadRows = () =>
    guarded(
      list,
      () => {
        const { period, rowFilter } = store.getState();
        return call('earnings.rows', { filter: rowsFilter(period, rowFilter, nowMs()), limit: pageSize });
      },
      (page) =>
        store.setState((state) => {
          const { rows, joined } = mergeFirstPage(state.rows.value ?? [], page);
          const complete = page.length < pageSize || (joined && state.rowsComplete);
          return { rows: known(rows, nowMs()), rowsComplete: complete };
        }),
      failInto('rows'),
    );

  const refresh = async (): Promise<void> => {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = true;
    try {
      do {
        again = false;
        await Promise.all([loadSummary(), loadHours(), ...(watched ? [loadRows()] : [])]);
      } while (again);
    } finally {
      refreshing = false;
    }
  };
  /** The first change is shown at once, the following ones together. */
  const schedule = (): void => {
    timer ??= setTimeout(
      () => {
        timer = null;
        refreshedAtMs = nowMs();
        void refresh();
      },
      Math.min(Math.max(0, refreshedAtMs + refreshEveryMs - nowMs()), refreshEveryMs),
    );
  };

  return {
    loadPast: () =>
      guarded(
        executor,
        () => call('earnings.get', periodBounds('all', nowMs())),
        (past) => {
          noteModels(past.buckets.map((bucket) => bucket.model));
          store.setState({ everAnswered: past.total.answers });
        },
        () => undefined,
      ),
    refresh,
    changed: schedule,
    async choosePeriod(chosen) {
      period.turn += 1;
      list.turn += 1;
      const { rowFilter } = store.getState();
      store.setState({
        period: chosen,
        summary: unknown,
        rows: unknown,
        rowsComplete: false,
        rowFilter: { ...rowFilter, day: null },
      });
      await Promise.all([loadSummary(), loadRows()]);
    },
    async chooseRows(rowFilter) {
      list.turn += 1;
      store.setState({ rowFilter, rows: unknown, rowsComplete: false });
      await loadRows();
    },
    async loadMore() {
      const { rows, rowsComplete, period, rowFilter } = store.getState();
      const last = rows.value?.at(-1);
      const { turn } = list;
      if (!last || rowsComplete || loadingMoreOf === turn) return;
      loadingMoreOf = turn;
      await guarded(
        list,
        () =>
          call('earnings.rows', { filter: rowsFilter(period, rowFilter, nowMs()), limit: pageSize, before: last.id }),
        (page) =>
          store.setState((state) => {
            const before = state.rows.value ?? [];
            // The rows were replaced meanwhile: this page would leave a gap.
            if (before.at(-1)?.id !== last.id) return {};
            return { rows: known([...before, ...page], nowMs()), rowsComplete: page.length < pageSize };
          }),
        failInto('rows'),
      );
      if (loadingMoreOf === turn) loadingMoreOf = null;
    },
    async findRow(id, endedAtMs) {
      const filter = { fromMs: Math.max(0, endedAtMs - stillChangingMs), toMs: endedAtMs + 1 };
      let before: string | undefined;
      for (let page = 0; page < maxSearchedPages; page += 1) {
        const rows = await call('earnings.rows', { filter, limit: searchedPageSize, ...(before && { before }) });
        const found = rows.find((row) => row.id === id);
        before = rows.at(-1)?.id;
        if (found || rows.length < searchedPageSize) return found ?? null;
      }
      return null;
    },
    watchRows(next) {
      watched = next;
      if (next) void loadRows();
    },
    reset,
    stop() {
      reset();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

const answersByModel = (earnings: Earnings): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(earnings.buckets, (bucket) => bucket.model)]
      .map(([model, buckets]): [string, number] => [model, buckets.reduce((sum, bucket) => sum + bucket.answers, 0)])
      .filter(([, answers]) => answers > 0),
  );
