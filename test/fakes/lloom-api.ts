import { AbortableCalls } from '../../electron/ipc/abortable-calls.ts';
import type { LloomApi } from '../../electron/ipc/api.ts';
import type { AppEventListener, ShellHandlers } from '../../electron/ipc/contract.ts';
import { createLocalApi } from '../../electron/ipc/create-local-api.ts';
import type { ShellState } from '../../electron/ipc/shell-schemas.ts';
import { createFakeControlTarget, type FakeControlTarget } from './control-target.ts';

/** A main process in memory: what `window.lloom` reaches in tests of the window's parts. */
export interface FakeApp {
  readonly api: LloomApi;
  readonly control: FakeControlTarget;
  readonly shell: ShellState;
  /** Calls of the app itself so far, as `name` or `name value`. */
  readonly shellCalls: readonly string[];
  /** Changes the app's state and tells so. */
  setShell(change: Partial<ShellState>): void;
}

/** Creates one around a faked executor. */
export function createFakeApp(options: { control?: FakeControlTarget; shell?: Partial<ShellState> } = {}): FakeApp {
  const control = options.control ?? createFakeControlTarget();
  const listeners = new Set<AppEventListener>();
  const abortable = new AbortableCalls();
  const shellCalls: string[] = [];
  let shell: ShellState = {
    platform: 'linux',
    version: '0.1.0',
    theme: { choice: 'system', shown: 'dark' },
    window: { maximized: false },
    tray: true,
    host: { state: 'running' },
    instance: 1,
    demo: false,
    testRuntime: false,
    ...options.shell,
  };

  const setShell = (change: Partial<ShellState>) => {
    shell = { ...shell, ...change };
    for (const listener of [...listeners]) listener('shell.changed', shell);
  };
  const note = (text: string, change?: () => void) => async () => {
    shellCalls.push(text);
    change?.();
    return {};
  };
  const startDemo = (demo: boolean) => {
    setShell({ demo, instance: shell.instance + 1, host: { state: 'running' } });
    control.setStatus({ demo });
  };

  const shellHandlers: ShellHandlers = {
    'shell.get': async () => shell,
    'shell.retry': note('shell.retry', () => setShell({ host: { state: 'running' }, instance: shell.instance + 1 })),
    'shell.restart': note('shell.restart', () => setShell({ instance: shell.instance + 1 })),
    'config.open': note('config.open'),
    'window.minimize': note('window.minimize'),
    'window.maximize': note('window.maximize', () => setShell({ window: { maximized: !shell.window.maximized } })),
    'window.close': note('window.close'),
    'demo.start': note('demo.start', () => startDemo(true)),
    'demo.stop': note('demo.stop', () => startDemo(false)),
    'links.open': async ({ key }) => note(`links.open ${key}`)(),
    'clipboard.copy': async ({ text }) => note(`clipboard.copy ${text}`)(),
    'calls.abort': async ({ name }) => {
      abortable.abort(name);
      return note(`calls.abort ${name}`)();
    },
    'theme.set': async ({ theme }) =>
      note(`theme.set ${theme}`, () =>
        setShell({ theme: { choice: theme, shown: theme === 'system' ? 'dark' : theme } }),
      )(),
  };

  const api = createLocalApi(
    { ...control.handlers, ...abortable.wrap(control.handlers), ...shellHandlers },
    (listener) => {
      listeners.add(listener);
      const stop = control.subscribe(listener);
      return () => {
        stop();
        listeners.delete(listener);
      };
    },
  );

  return {
    api,
    control,
    get shell() {
      return shell;
    },
    shellCalls,
    setShell,
  };
}
