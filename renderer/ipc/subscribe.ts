import type { ErrorObject } from '../../core/foundation/errors/index.ts';
import type { LloomApi } from '../../electron/ipc/api.ts';
import type { AppEventListener, AppEventName, AppEventPayload } from '../../electron/ipc/contract.ts';
import type { ShellState } from '../../electron/ipc/shell-schemas.ts';
import { type AppState, type AppStore, initialExecutorState } from '../store/create-store.ts';
import { failed, known, type Loadable } from '../store/loadable.ts';
import { withModels } from '../store/slices/models.ts';
import { createCall } from './client.ts';
import { createFeed } from './feed.ts';
import { createLedgerReader, type LedgerReader } from './ledger.ts';

/** The connection of a store to the main process. */
export interface Connection {
  readonly ledger: LedgerReader;
  /** Asks again for everything that is known of the executor. */
  reload(): Promise<void>;
  stop(): void;
}

/** Fields of the store that hold one value of the executor. */
type LoadableKey = { [K in keyof AppState]: AppState[K] extends Loadable<unknown> ? K : never }[keyof AppState];

/**
 * The one writer from the main process into the store: listens first, asks for a snapshot, then applies what is newer.
 * Every new executor (start, retry, demo and back) makes all earlier knowledge void.
 */
export function connectStore(api: LloomApi, store: AppStore, nowMs: () => number = Date.now): Connection {
  const call = createCall(api);
  const put = (key: LoadableKey) => ({
    apply: (value: unknown) => store.setState({ [key]: known(value, nowMs()) } as Partial<AppState>),
    fail: (error: ErrorObject) =>
      store.setState({ [key]: failed<unknown>(store.getState()[key], error) } as Partial<AppState>),
  });
  const noteModels = (names: Iterable<string>) =>
    store.setState((state) => ({ modelOrder: withModels(state.modelOrder, names) }));

  const ledger = createLedgerReader({ call, store, nowMs, noteModels });
  const status = createFeed({
    ask: () => call('status.get', {}),
    isNewer: (next, now) => next.revision >= now.revision,
    ...put('status'),
  });
  const queue = createFeed({ ask: () => call('queue.get', {}), ...put('queue') });
  const prices = createFeed({ ask: () => call('pricing.get', {}), ...put('prices') });
  const models = createFeed({ ask: () => call('models.list', {}), ...put('models') });
  const config = createFeed({
    ask: () => call('config.get', {}),
    isNewer: (next, now) => next.revision >= now.revision,
    ...put('config'),
  });
  const admission = createFeed({ ask: () => call('admission.get', {}), ...put('admission') });
  const hardware = createFeed({
    ask: () => call('hardware.get', {}),
    isNewer: (next, now) => next.atMs >= now.atMs,
    ...put('hardware'),
  });
  const presence = createFeed({ ask: () => call('presence.get', {}), ...put('presence') });
  const catalogue = createFeed({ ask: () => call('models.catalogue', {}), ...put('catalogue') });
  const pulls = createFeed({ ask: () => call('models.pulls', {}), ...put('pulls') });
  const benchmarks = createFeed({ ask: () => call('benchmark.list', {}), ...put('benchmarks') });
  const ofModels = [models, catalogue, pulls, benchmarks];
  const executorFeeds = [status, queue, admission, prices, config, hardware, presence, ...ofModels];

  let instance: number | null = null;
  const applyShell = (shell: ShellState): void => {
    const before = store.getState().shell;
    store.setState({ shell });
    const anotherExecutor = shell.instance !== instance;
    const nowRunning = shell.host.state === 'running' && before?.host.state !== 'running';
    const startsAgain = shell.host.state === 'starting' && before?.host.state !== 'starting';
    if (anotherExecutor || startsAgain) {
      instance = shell.instance;
      for (const feed of executorFeeds) feed.reset();
      ledger.reset();
      store.setState(initialExecutorState);
    }
    if (shell.host.state === 'running' && (anotherExecutor || nowRunning)) void reload();
  };
  const shell = createFeed({
    ask: () => call('shell.get', {}),
    apply: applyShell,
    // Without the main process there is nothing to show; its window closes with it.
    fail: () => undefined,
  });

  const reload = async (): Promise<void> => {
    // First uses decide the colours, so the past comes before the models that are offered now.
    await ledger.loadPast();
    await Promise.all([...executorFeeds.map((feed) => feed.load()), ledger.refresh()]);
    noteModels((store.getState().models.value ?? []).map((model) => model.id));
  };

  const listener: AppEventListener = (name, payload) => {
    const told = { name, payload } as Told;
    switch (told.name) {
      case 'shell.changed':
        return shell.push(told.payload);
      case 'status.changed': {
        const before = store.getState().status.value?.today.fromMs;
        status.push(told.payload);
        // A new day began: what "today" and the periods mean has moved.
        if (before !== undefined && before !== told.payload.today.fromMs) ledger.changed();
        return;
      }
      case 'queue.changed': {
        const newest = store.getState().queue.value?.recent[0]?.id;
        queue.push(told.payload);
        if (newest !== told.payload.recent[0]?.id) void admission.load();
        return;
      }
      case 'models.changed':
        noteModels(told.payload.map((model) => model.id));
        return models.push(told.payload);
      case 'pricing.changed':
        return prices.push(told.payload);
      case 'config.changed':
        return config.push(told.payload);
      case 'ledger.changed':
        return ledger.changed();
      case 'pulls.changed': {
        const done = (of: readonly { state: string }[] | null) => of?.filter(({ state }) => state === 'done').length;
        const before = done(store.getState().pulls.value);
        pulls.push(told.payload);
        // What has arrived is installed now.
        if (done(told.payload) !== before) void catalogue.load();
        return;
      }
      case 'hardware.changed':
        return hardware.push(told.payload);
      case 'presence.changed':
        return presence.push(told.payload);
    }
  };
  const unsubscribe = api.subscribe(listener);
  void shell.load();

  return {
    ledger,
    reload,
    stop() {
      unsubscribe();
      ledger.stop();
    },
  };
}

/** An event with its payload, so that one `switch` narrows both. */
type Told = { [K in AppEventName]: { readonly name: K; readonly payload: AppEventPayload<K> } }[AppEventName];
