import { join } from 'node:path';
import { app, clipboard, Menu, nativeTheme, session, shell } from 'electron';
import type { Clock } from '../core/foundation/clock.ts';
import type { Logger } from '../core/foundation/logger.ts';
import { DoorKeeper, guardDoors } from './doors/index.ts';
import { ExecutorHost, type Launch, StatusWatch } from './executor-host/index.ts';
import { AbortableCalls } from './ipc/abortable-calls.ts';
import { createDispatch } from './ipc/create-dispatch.ts';
import { MainChannel } from './ipc/main-channel.ts';
import { createShellHandlers, type ShellActions } from './ipc/shell-handlers.ts';
import type { ShellState } from './ipc/shell-schemas.ts';
import { QuitSequence, watchEndSignals, watchSessionEnd } from './lifecycle/index.ts';
import { guardSession, links, serveAppProtocol } from './security/index.ts';
import { SettingsFile } from './settings/index.ts';
import { AppTray, createTrayCommands, createTrayView, isTrayShown } from './tray/index.ts';
import { createMenu, MainWindow } from './windows/index.ts';

interface ApplicationModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly launch: Launch;
  readonly launchDemo: Launch;
}

interface ApplicationOptions {
  /** Folder of package.json; holds `out/` and `assets/`. */
  readonly appFolder: string;
  /** Folder for the app's own settings. */
  readonly userFolder: string;
  /** Configuration file of the owner's executor; it may not be there. */
  readonly configFile: string;
  readonly testRuntime: boolean;
}

/** The desktop app: one executor, one window, one tray icon, and the way out. */
export class Application {
  readonly #modules: ApplicationModules;
  readonly #options: ApplicationOptions;
  readonly #settings: SettingsFile;
  readonly #host: ExecutorHost;
  readonly #status: StatusWatch;
  readonly #channel: MainChannel;
  readonly #tray: AppTray;
  readonly #quit: QuitSequence;
  readonly #abortable = new AbortableCalls();
  #window: MainWindow | null = null;
  #trayShown = false;

  constructor(modules: ApplicationModules, options: ApplicationOptions) {
    this.#modules = modules;
    this.#options = options;
    const { launch, launchDemo, logger } = modules;
    this.#settings = new SettingsFile(modules, { file: join(options.userFolder, 'settings.json') });
    this.#host = new ExecutorHost({ launch, launchDemo, logger, onShutdown: () => this.#quit.request('finish') });
    this.#status = new StatusWatch({ host: this.#host }, { onChange: () => this.#showTray() });
    this.#channel = new MainChannel({
      dispatch: createDispatch(
        {
          ...this.#host.target.handlers,
          ...this.#abortable.wrap(this.#host.target.handlers),
          ...guardDoors({
            host: this.#host,
            keeper: new DoorKeeper({
              clock: modules.clock,
              ask: async (question, signal) => (await this.#window?.confirm(question, signal)) ?? false,
            }),
          }),
          ...createShellHandlers(this.#actions()),
        },
        (error, call) => logger.error('A call of the window failed.', { call, code: error.code }, error),
      ),
      contents: () => this.#window?.contents ?? null,
    });
    this.#tray = new AppTray({
      iconFolder: join(options.appFolder, 'assets', 'icons', 'tray'),
      commands: createTrayCommands({
        target: this.#host.target,
        host: this.#host,
        quit: { request: (mode) => this.#quit.request(mode) },
        showWindow: () => this.show(),
        logger,
      }),
      onToggle: () => this.#window?.toggle(),
    });
    this.#quit = new QuitSequence(modules, {
      begin: () => this.#showTray(),
      close: (mode) => this.#host.close(mode),
      flush: () => this.#settings.flush(),
      end: () => {
        this.#tray.remove();
        app.quit();
      },
    });
    watchEndSignals(this.#quit, logger);
  }

  /** Builds what is seen, then starts the executor. Call once, when Electron is ready. */
  async start(): Promise<void> {
    watchSessionEnd(this.#quit);
    const { theme } = await this.#settings.load();
    nativeTheme.themeSource = theme;
    Menu.setApplicationMenu(createMenu(process.platform));
    guardSession(session.defaultSession);
    serveAppProtocol(join(this.#options.appFolder, 'out', 'renderer'));
    this.#listen();
    this.#channel.open();
    this.#trayShown = await isTrayShown(process.platform);
    this.#showTray();
    this.#window = this.#createWindow();
    await Promise.all([this.#window.open(), this.#host.start()]);
  }

  /** Ends the app after a fault that leaves nothing to show. */
  fail(error: unknown): void {
    if (this.#quit.state !== 'running') return; // It was ended while it started.
    this.#modules.logger.error('The app could not start.', {}, error);
    process.exitCode = 70;
    this.#quit.request('now');
  }

  /** Brings the window to the front: a second start, or a click in the dock. */
  show(): void {
    this.#window?.show();
  }

  #createWindow(): MainWindow {
    return new MainWindow({
      preloadFile: join(this.#options.appFolder, 'out', 'preload', 'preload.cjs'),
      iconFile: join(this.#options.appFolder, 'assets', 'icons', 'app-256.png'),
      bounds: this.#settings.get().bounds,
      mayClose: () => this.#quit.state === 'done',
      onCloseRequest: () => void this.#closeWindow(),
      onSessionEnd: () => this.#quit.request('now'),
      onBounds: (bounds) => void this.#settings.save({ bounds }),
      onChange: () => this.#tellWindow(),
      onPageGone: () => this.#channel.forgetPage(),
    });
  }

  #listen(): void {
    this.#host.target.subscribe(this.#channel.send);
    this.#host.onChange(() => {
      this.#tellWindow();
      this.#showTray();
    });
    this.#status.open();
    nativeTheme.on('updated', () => {
      this.#window?.applyTheme();
      this.#tellWindow();
    });
  }

  /** Hides the window where the tray can bring it back, and quits where nothing could. */
  async #closeWindow(): Promise<void> {
    this.#trayShown = await isTrayShown(process.platform);
    this.#window?.hide();
    if (!this.#trayShown) this.#quit.request('finish');
  }

  #state(): ShellState {
    const { platform } = process;
    return {
      platform: platform === 'linux' || platform === 'win32' || platform === 'darwin' ? platform : 'other',
      version: app.getVersion(),
      theme: {
        choice: this.#settings.get().theme,
        shown: nativeTheme.shouldUseDarkColors ? 'dark' : 'light',
      },
      window: { maximized: this.#window?.isMaximized() ?? false },
      tray: this.#trayShown,
      ...this.#host.view(),
      testRuntime: this.#options.testRuntime,
    };
  }

  #tellWindow(): void {
    this.#channel.send('shell.changed', this.#state());
  }

  #showTray(): void {
    const { host, demo } = this.#host.view();
    const quitting = this.#quit.state !== 'running';
    this.#tray.apply(createTrayView({ host, status: this.#status.get(), demo, quitting }));
  }

  /** Opens the file, or shows it in its folder where the desktop has no program for it. Works without an executor too. */
  async #openConfig(): Promise<void> {
    const { configFile } = this.#options;
    if (await shell.openPath(configFile)) shell.showItemInFolder(configFile);
  }

  #actions(): ShellActions {
    return {
      state: () => this.#state(),
      retry: () => this.#host.start(),
      restart: () => this.#host.restart(),
      openConfig: () => this.#openConfig(),
      minimize: () => this.#window?.minimize(),
      toggleMaximize: () => this.#window?.toggleMaximize(),
      closeWindow: () => this.#window?.close(),
      startDemo: () => this.#host.startDemo(),
      stopDemo: () => this.#host.stopDemo(),
      openLink: (key) => shell.openExternal(links[key]),
      copyText: (text) => clipboard.writeText(text),
      abortCalls: (name) => this.#abortable.abort(name),
      setTheme: async (theme) => {
        nativeTheme.themeSource = theme;
        await this.#settings.save({ theme });
        this.#tellWindow();
      },
    };
  }
}
