import type {
  CallContext,
  CallName,
  ControlHandlers,
  ControlTarget,
  EventListener,
} from '../../core/control/contract.ts';
import type { Model, Pull } from '../../core/control/schemas/models.ts';
import type { Earnings, EarningsBucket, LedgerRow, Prices } from '../../core/control/schemas/money.ts';
import type { Status } from '../../core/control/schemas/status.ts';
import type { QueueItem } from '../../core/control/schemas/work.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import { formatEth, parseEth } from '../../core/foundation/units/index.ts';
import { withConfigValues } from './config-scene.ts';
import { type ControlScene, servingScene } from './control-scene.ts';
import { fakeBenchmark, fakePull } from './models-scene.ts';

/** A working executor in memory: it answers every call from its scene, and commands change the scene. */
export interface FakeControlTarget extends ControlTarget {
  readonly scene: ControlScene;
  /** Every call so far, oldest first. */
  readonly calls: readonly { name: CallName; input: unknown }[];
  /** Changes the scene and tells what changed, as the real one would. */
  update(change: Partial<ControlScene>): void;
  /** Changes fields of the status; the revision grows. */
  setStatus(change: Partial<Status>): void;
  /** Lets tests of the model programs and benchmarks wait until it is told otherwise. */
  holdLongCalls(hold: boolean): void;
  /** Makes the next call of this name end with `error`. */
  failNext(name: CallName, error: ExecutorError): void;
}

/** Creates one. `nowMs` is what its times and "today" are counted from. */
export function createFakeControlTarget(
  options: { scene?: Partial<ControlScene>; nowMs?: () => number } = {},
): FakeControlTarget {
  const nowMs = options.nowMs ?? Date.now;
  const listeners = new Set<EventListener>();
  const failures = new Map<CallName, ExecutorError>();
  const calls: { name: CallName; input: unknown }[] = [];
  let scene = { ...servingScene(nowMs()), ...options.scene };
  scene = { ...scene, status: withToday(scene) };
  let ledgerRevision = 1;
  let holding = false;
  const held = new Set<() => void>();

  const emit: EventListener = (name, payload) => {
    for (const listener of [...listeners]) listener(name, payload);
  };

  const update = (change: Partial<ControlScene>) => {
    scene = { ...scene, ...change };
    if (change.rows) scene = { ...scene, status: withToday(scene) };
    if (change.status || change.rows) {
      scene = { ...scene, status: { ...scene.status, revision: scene.status.revision + 1 } };
      emit('status.changed', scene.status);
    }
    if (change.queue) emit('queue.changed', scene.queue);
    if (change.models) emit('models.changed', [...scene.models]);
    if (change.rows) emit('ledger.changed', { revision: ++ledgerRevision });
    if (change.prices) emit('pricing.changed', scene.prices);
    if (change.config) emit('config.changed', scene.config);
    if (change.pulls) emit('pulls.changed', [...scene.pulls]);
    if (change.hardware) emit('hardware.changed', scene.hardware);
    if (change.presence) emit('presence.changed', scene.presence);
  };
  const setStatus = (change: Partial<Status>) => update({ status: { ...scene.status, ...change } });

  /** Changes one waiting request; the positions of the others stay as the scene says. */
  const changeWaiting = (id: string, change: Partial<QueueItem>) => {
    const found = scene.queue.items.some((item) => item.id === id && item.state === 'waiting');
    if (!found) throw new ExecutorError('CONTROL_NOT_FOUND', { id });
    const items = scene.queue.items.map((item) => (item.id === id ? { ...item, ...change } : item));
    update({ queue: { ...scene.queue, items } });
    return {};
  };

  const changeModel = (id: string, change: Partial<Model>) => {
    update({ models: scene.models.map((model) => (model.id === id ? { ...model, ...change } : model)) });
    return [...scene.models];
  };
  const changePull = (id: string, state: Pull['state']) => {
    const others = scene.pulls.filter((pull) => pull.id !== id);
    const totalBytes = scene.catalogue.find((model) => model.id === id)?.sizeBytes ?? null;
    update({ pulls: [...others, fakePull(id, { state, totalBytes, receivedBytes: 0 })] });
    return [...scene.pulls];
  };
  /** Long calls wait here while a test holds them, and end with their signal. */
  const untilReleased = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (!holding) return resolve();
      held.add(resolve);
      signal.addEventListener('abort', () => reject(new ExecutorError('BACKEND_ABORTED')));
    });

  const handlers: ControlHandlers = {
    'status.get': async () => scene.status,
    'plugins.list': async () => [...scene.plugins],
    'peers.list': async () => [...scene.peers],
    'models.list': async () => [...scene.models],
    'models.load': async ({ id }) => changeModel(id, { state: 'loaded', loadProgress: null, loadProblem: null }),
    'models.unload': async ({ id }) => changeModel(id, { state: 'unloaded', gpuMemoryBytes: null }),
    'models.enable': async ({ id }) => changeModel(id, { enabled: true, served: true, notServedBecause: null }),
    'models.disable': async ({ id }) =>
      changeModel(id, { enabled: false, served: false, notServedBecause: 'You switched it off.' }),
    'models.catalogue': async () => [...scene.catalogue],
    'models.pulls': async () => [...scene.pulls],
    'models.pull': async ({ id }) => changePull(id, 'downloading'),
    'models.cancelPull': async ({ id }) => changePull(id, 'cancelled'),
    'backend.doctor': async (_, { signal }) => {
      await untilReleased(signal);
      return [...scene.doctor];
    },
    'benchmark.run': async ({ id }, { signal }) => {
      await untilReleased(signal);
      return fakeBenchmark(id, nowMs());
    },
    'benchmark.list': async () => [...scene.benchmarks],
    'hardware.get': async () => scene.hardware,
    'presence.get': async () => scene.presence,
    'presence.override': async ({ mode }) => {
      const serves = mode === 'serve';
      const state = serves ? 'held' : scene.presence.cause === null ? 'watching' : 'paused';
      update({ presence: { ...scene.presence, state, line: serves ? null : scene.presence.line } });
      if (scene.presence.cause !== null) setStatus({ state: serves ? 'serving' : 'paused' });
      return scene.presence;
    },
    'admission.get': async () => scene.admission,
    'queue.get': async () => scene.queue,
    'earnings.get': async (filter) => sumRows(matching(scene.rows, filter)),
    'earnings.rows': async ({ filter, limit, before }) => {
      const rows = matching(scene.rows, filter);
      const start = before === undefined ? 0 : rows.findIndex((row) => row.id === before) + 1;
      return rows.slice(start, start + limit);
    },
    'pricing.get': async () => scene.prices,
    'pricing.set': async ({ inboundEth, outboundEth }) => {
      const prices = pricesOf(inboundEth, outboundEth, scene.prices);
      update({ prices });
      return prices;
    },
    'config.get': async () => scene.config,
    'config.set': async ({ values }, { mayOpenDoors = false }) => {
      update({ config: withConfigValues(scene.config, values, mayOpenDoors) });
      return scene.config;
    },
    'queue.cancel': async ({ id }) => {
      if (!scene.queue.items.some((item) => item.id === id)) throw new ExecutorError('CONTROL_NOT_FOUND');
      update({ queue: { ...scene.queue, items: scene.queue.items.filter((item) => item.id !== id) } });
      return {};
    },
    'queue.boost': async ({ id }) => changeWaiting(id, { held: false, position: 1 }),
    'queue.hold': async ({ id }) => changeWaiting(id, { held: true, position: null, expectedWaitMs: null }),
    'queue.release': async ({ id }) => changeWaiting(id, { held: false, position: 1, expectedWaitMs: 2400 }),
    'cache.get': async () => scene.cache,
    'cache.clear': async () => {
      update({ cache: { ...scene.cache, entries: 0, bytes: 0 } });
      return scene.cache;
    },
    'executor.pause': async ({ mode }) => {
      const running = mode === 'finish' ? scene.status.requests.running : 0;
      setStatus({
        state: running > 0 ? 'draining' : 'paused',
        requests: { ...scene.status.requests, running, waiting: 0 },
      });
      return {};
    },
    'executor.resume': async () => {
      setStatus({ state: 'serving' });
      return {};
    },
    'executor.shutdown': async () => {
      setStatus({ state: 'stopped' });
      return {};
    },
    'models.refresh': async () => [...scene.models],
  };

  const watched = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (input: never, context: CallContext) => {
        calls.push({ name: name as CallName, input });
        const failure = failures.get(name as CallName);
        failures.delete(name as CallName);
        if (failure) throw failure;
        return handler(input, context);
      },
    ]),
  ) as unknown as ControlHandlers;

  return {
    handlers: watched,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get scene() {
      return scene;
    },
    calls,
    update,
    setStatus,
    holdLongCalls: (hold) => {
      holding = hold;
      if (!hold) for (const release of held) release();
      held.clear();
    },
    failNext: (name, error) => failures.set(name, error),
  };
}

function withToday(scene: ControlScene): Status {
  const { fromMs } = scene.status.today;
  const { total } = sumRows(scene.rows.filter((row) => row.admittedAtMs >= fromMs));
  return { ...scene.status, today: { fromMs, accruedWei: total.accruedWei, answers: total.answers } };
}

function matching(
  rows: readonly LedgerRow[],
  filter: { fromMs: number; toMs: number; model?: string | undefined; state?: string | undefined },
): LedgerRow[] {
  return rows
    .filter((row) => row.admittedAtMs >= filter.fromMs && row.admittedAtMs < filter.toMs)
    .filter((row) => filter.model === undefined || row.model === filter.model)
    .filter((row) => filter.state === undefined || row.state === filter.state);
}

function sumOf(rows: readonly LedgerRow[]): Earnings['total'] {
  const accrued = rows.filter((row) => row.state === 'accrued');
  return {
    accruedWei: accrued.reduce((sum, row) => sum + BigInt(row.chargeWei ?? '0'), 0n).toString(),
    answers: accrued.length,
    inboundTokens: accrued.reduce((sum, row) => sum + (row.inboundTokens ?? 0), 0),
    outboundTokens: accrued.reduce((sum, row) => sum + (row.outboundTokens ?? 0), 0),
    voids: rows.filter((row) => row.state === 'void').length,
    energyJoules: accrued.reduce((sum, row) => sum + (row.energyJoules ?? 0), 0),
  };
}

function sumRows(rows: readonly LedgerRow[]): Earnings {
  const groups = Map.groupBy(rows, (row) => `${localDay(row.admittedAtMs)} ${row.model}`);
  const buckets: EarningsBucket[] = [...groups].map(([key, group]) => ({
    day: key.slice(0, 10),
    model: key.slice(11),
    ...sumOf(group),
  }));
  buckets.sort((a, b) => a.day.localeCompare(b.day) || a.model.localeCompare(b.model));
  return { total: sumOf(rows), buckets };
}

function localDay(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function pricesOf(inboundEth: string, outboundEth: string, before: Prices): Prices {
  const inboundWei = parseEth(inboundEth);
  const outboundWei = parseEth(outboundEth);
  const { clientOffer } = before;
  return {
    inboundEth: formatEth(inboundWei),
    outboundEth: formatEth(outboundWei),
    inboundWei: inboundWei.toString(),
    outboundWei: outboundWei.toString(),
    clientOffer,
    aboveClientOffer: inboundWei > BigInt(clientOffer.inboundWei) || outboundWei > BigInt(clientOffer.outboundWei),
  };
}
