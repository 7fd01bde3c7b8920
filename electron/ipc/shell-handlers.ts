import type { AbortableCall } from './abortable-calls.ts';
import type { ShellHandlers } from './contract.ts';
import type { LinkKey, ShellState, ThemeChoice } from './shell-schemas.ts';

/** What the app's own calls do, each one thing of the shell. */
export interface ShellActions {
  readonly state: () => ShellState;
  readonly retry: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly openConfig: () => Promise<void>;
  readonly minimize: () => void;
  readonly toggleMaximize: () => void;
  readonly closeWindow: () => void;
  readonly startDemo: () => Promise<void>;
  readonly stopDemo: () => Promise<void>;
  readonly openLink: (key: LinkKey) => Promise<void>;
  readonly copyText: (text: string) => void;
  readonly abortCalls: (name: AbortableCall) => void;
  readonly setTheme: (theme: ThemeChoice) => Promise<void>;
}

/** Binds the app's own calls to what they do. */
export function createShellHandlers(actions: ShellActions): ShellHandlers {
  const doing = (action: () => void | Promise<void>) => async () => {
    await action();
    return {};
  };
  return {
    'shell.get': async () => actions.state(),
    'shell.retry': doing(actions.retry),
    'shell.restart': doing(actions.restart),
    'config.open': doing(actions.openConfig),
    'window.minimize': doing(actions.minimize),
    'window.maximize': doing(actions.toggleMaximize),
    'window.close': doing(actions.closeWindow),
    'demo.start': doing(actions.startDemo),
    'demo.stop': doing(actions.stopDemo),
    'links.open': async ({ key }) => doing(() => actions.openLink(key))(),
    'clipboard.copy': async ({ text }) => doing(() => actions.copyText(text))(),
    'calls.abort': async ({ name }) => doing(() => actions.abortCalls(name))(),
    'theme.set': async ({ theme }) => doing(() => actions.setTheme(theme))(),
  };
}
