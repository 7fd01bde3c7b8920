import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { appPage } from '../security/index.ts';
import type { WindowBounds } from '../settings/index.ts';
import { minimumSize, placeWindow } from './bounds.ts';
import { canvasColour } from './colours.ts';

interface MainWindowOptions {
  /** Absolute path of the built preload. */
  readonly preloadFile: string;
  readonly iconFile: string;
  readonly bounds: WindowBounds | null;
  /** True when closing shall really close; asked each time. */
  readonly mayClose: () => boolean;
  /** The owner closed the window, and it was kept. */
  readonly onCloseRequest: () => void;
  /** Windows ends the session. */
  readonly onSessionEnd: () => void;
  /** The window was moved, resized, maximized or restored. */
  readonly onBounds: (bounds: WindowBounds) => void;
  /** Something of the window that the shell's state shows has changed. */
  readonly onChange: () => void;
  /** The page went away: reloaded, crashed or closed. */
  readonly onPageGone: () => void;
}

/** Moving a window tells many positions; the last one after this pause is remembered. */
const boundsPauseMs = 500;
const maxReloads = 5;

/** The one window of the app. It exists from the start and is hidden rather than closed where there is a tray. */
export class MainWindow {
  readonly #window: BrowserWindow;
  readonly #options: MainWindowOptions;
  #crashes = 0;
  #boundsTimer: NodeJS.Timeout | undefined;

  constructor(options: MainWindowOptions) {
    this.#options = options;
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const { maximized, ...place } = placeWindow(options.bounds, areas);
    this.#window = new BrowserWindow({
      ...place,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      show: false,
      title: 'Lloom Executor',
      icon: options.iconFile,
      backgroundColor: this.#colour(),
      // The page draws the title bar; macOS keeps its own three buttons.
      ...(process.platform === 'darwin'
        ? { titleBarStyle: 'hidden' as const, trafficLightPosition: { x: 16, y: 15 } }
        : { frame: false }),
      webPreferences: {
        preload: options.preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        navigateOnDragDrop: false,
      },
    });
    if (maximized) this.#window.maximize();
    this.#listen();
  }

  get contents(): Electron.WebContents {
    return this.#window.webContents;
  }

  /** Loads the page and shows the window when it is drawn. */
  async open(): Promise<void> {
    this.#window.once('ready-to-show', () => this.#window.show());
    await this.#window.loadURL(appPage);
  }

  /** Brings it to the front, wherever it is. */
  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Hides it when it is in front, and shows it otherwise. */
  toggle(): void {
    if (this.#window.isVisible() && !this.#window.isMinimized()) this.#window.hide();
    else this.show();
  }

  minimize(): void {
    this.#window.minimize();
  }

  toggleMaximize(): void {
    if (this.#window.isMaximized()) this.#window.unmaximize();
    else this.#window.maximize();
  }

  hide(): void {
    this.#window.hide();
  }

  close(): void {
    this.#window.close();
  }

  isMaximized(): boolean {
    return !this.#window.isDestroyed() && this.#window.isMaximized();
  }

  /**
   * Asks over the window, in a dialog of the desktop that the page cannot reach; the answer that changes nothing is the
   * one that Enter and Esc give. A window that nobody sees asks nothing.
   */
  async confirm(question: { title: string; message: string; detail: string }, signal: AbortSignal): Promise<boolean> {
    if (this.#window.isDestroyed() || !this.#window.isVisible() || signal.aborted) return false;
    const { response } = await dialog.showMessageBox(this.#window, {
      ...question,
      type: 'warning',
      buttons: ['Cancel', 'Change it'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal,
    });
    return response === 1;
  }

  /** Takes over the colours that hold now. */
  applyTheme(): void {
    if (!this.#window.isDestroyed()) this.#window.setBackgroundColor(this.#colour());
  }

  #colour(): string {
    return canvasColour[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
  }

  #listen(): void {
    const { onBounds, onChange, onPageGone, mayClose, onCloseRequest, onSessionEnd } = this.#options;
    this.#window.on('close', (event) => {
      this.#tellBounds(onBounds);
      if (mayClose()) return;
      event.preventDefault();
      onCloseRequest();
    });
    this.#window.on('session-end', onSessionEnd);
    this.#window.on('closed', () => clearTimeout(this.#boundsTimer));
    this.#window.on('maximize', onChange);
    this.#window.on('unmaximize', onChange);
    for (const name of ['move', 'resize', 'maximize', 'unmaximize'] as const) {
      this.#window.on(name as 'move', () => {
        clearTimeout(this.#boundsTimer);
        this.#boundsTimer = setTimeout(() => this.#tellBounds(onBounds), boundsPauseMs);
      });
    }
    const contents = this.#window.webContents;
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) onPageGone();
    });
    contents.on('destroyed', onPageGone);
    contents.on('render-process-gone', (_event, details) => {
      onPageGone();
      if (details.reason !== 'clean-exit') this.#reloadAfterCrash();
    });
  }

  /** A page that crashed is loaded again, but one that keeps crashing is not for ever. */
  #reloadAfterCrash(): void {
    this.#crashes += 1;
    if (this.#crashes <= maxReloads && !this.#window.isDestroyed()) this.#window.reload();
  }

  #tellBounds(onBounds: (bounds: WindowBounds) => void): void {
    clearTimeout(this.#boundsTimer);
    if (this.#window.isDestroyed() || this.#window.isMinimized()) return;
    onBounds({ ...this.#window.getNormalBounds(), maximized: this.#window.isMaximized() });
  }
}
