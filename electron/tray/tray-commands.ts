import type { ControlTarget } from '../../core/control/index.ts';
import type { Logger } from '../../core/foundation/logger.ts';
import type { TrayAction } from './tray-view.ts';

/** What the tray's menu needs from the rest of the shell. */
export interface TrayCommandModules {
  readonly target: ControlTarget;
  readonly host: { start(): Promise<void>; stopDemo(): Promise<void> };
  readonly quit: { request(mode: 'finish' | 'now'): void };
  readonly showWindow: () => void;
  readonly logger: Logger;
}

/** Binds every choice of the menu to what it does. A command that fails is logged; the tray shows the state that holds. */
export function createTrayCommands(modules: TrayCommandModules): Readonly<Record<TrayAction, () => void>> {
  const { target, host, quit, showWindow, logger } = modules;
  const attempt = (work: () => Promise<unknown>) => () => {
    work().catch((error) => logger.warn('A choice of the tray menu failed.', {}, error));
  };
  const context = () => ({ signal: AbortSignal.timeout(30_000) });
  return {
    resume: attempt(() => target.handlers['executor.resume']({}, context())),
    'serve-anyway': attempt(() => target.handlers['presence.override']({ mode: 'serve' }, context())),
    'pause-finish': attempt(() => target.handlers['executor.pause']({ mode: 'finish' }, context())),
    'pause-now': attempt(() => target.handlers['executor.pause']({ mode: 'now' }, context())),
    retry: attempt(() => host.start()),
    'leave-demo': attempt(() => host.stopDemo()),
    open: showWindow,
    quit: () => quit.request('finish'),
    'quit-now': () => quit.request('now'),
  };
}
