import { app, powerMonitor } from 'electron';
import type { Logger } from '../../core/foundation/logger.ts';
import type { QuitSequence } from './quit-sequence.ts';

/**
 * Leads every way in which the program can be asked to end into the one quit sequence.
 *
 * A person who quits, or presses Ctrl+C, lets running requests finish; the end of a session, a service manager and a
 * fault of the program do not wait.
 */
export function watchEndSignals(quit: QuitSequence, logger: Logger): void {
  app.on('before-quit', (event) => {
    if (quit.state === 'done') return;
    event.preventDefault();
    quit.request('finish');
  });
  process.on('uncaughtException', (error) => {
    logger.error('The app failed.', {}, error);
    process.exitCode = 70;
    quit.request('now');
  });
  // A forgotten rejection is a fault worth a line, but nothing that running requests must die for.
  process.on('unhandledRejection', (reason) => logger.error('A promise of the app failed.', {}, reason));
}

/** The end of the session, told by the system, and signals. Call it when the app is ready: Electron sets its own handlers just before. */
export function watchSessionEnd(quit: QuitSequence): void {
  process.on('SIGINT', () => quit.request('finish'));
  process.on('SIGTERM', () => quit.request('now'));
  process.on('SIGHUP', () => quit.request('now'));
  powerMonitor.on('shutdown', () => quit.request('now'));
}
