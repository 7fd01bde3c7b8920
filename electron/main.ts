import { app, powerMonitor } from 'electron';
import { systemClock } from '../core/foundation/clock.ts';
import { dataPaths, takeEnvironment } from '../core/foundation/config/index.ts';
import { createLogger } from '../core/operations/logging/index.ts';
import { Application } from './application.ts';
import { UtilityEngineLauncher } from './engine/index.ts';
import { createLaunches } from './executor-host/index.ts';
import {
  chooseUserFolder,
  createShellEnvironment,
  handOver,
  needsHandover,
  receiveEnvironment,
  type ShellEnvironment,
} from './lifecycle/index.ts';
import { PowerWatch } from './presence/index.ts';
import { declareAppProtocol, guardContents } from './security/index.ts';

if (needsHandover(process)) {
  app.commandLine.appendSwitch('in-process-gpu'); // No helpers for a program that shows nothing.
  const pass = handOver(process, (status) => app.exit(status));
  void app.whenReady().then(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => pass(signal));
  });
} else {
  // The private key leaves the environment before anything here could start a process.
  const environment = createShellEnvironment(takeEnvironment(receiveEnvironment(process.env)));
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', chooseUserFolder(app.getPath('userData'), environment.env));
  if (app.requestSingleInstanceLock()) run(environment);
  else app.quit();
}

function run(environment: ShellEnvironment): void {
  // Chromium refuses to be sandboxed as root, where --no-sandbox is given; without it every page and helper is.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declareAppProtocol();
  guardContents(app);
  const logger = createLogger({ level: 'info', destination: 'stderr', pretty: true });
  const desktop = new PowerWatch({ source: () => powerMonitor }, { platform: process.platform });
  const application = new Application(
    {
      clock: systemClock,
      logger,
      ...createLaunches(environment, { desktop, engineLauncher: new UtilityEngineLauncher() }),
    },
    {
      appFolder: app.getAppPath(),
      userFolder: app.getPath('userData'),
      configFile: dataPaths(environment.env).configFile,
      testRuntime: environment.testRuntime,
    },
  );
  app.on('second-instance', () => application.show());
  app.on('activate', () => application.show());
  // Not awaited: Electron becomes ready only after this module has ended.
  app
    .whenReady()
    .then(() => application.start())
    .catch((error) => application.fail(error));
}
