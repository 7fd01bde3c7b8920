import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { CallResult } from '../../core/control/contract.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import { callChannel, eventChannel } from './channels.ts';
import type { AppEventListener } from './contract.ts';
import type { Dispatch } from './create-dispatch.ts';
import { isOwnPage } from './own-page.ts';

interface MainChannelModules {
  readonly dispatch: Dispatch;
  /** The window's contents; null while there is no window. */
  readonly contents: () => WebContents | null;
}

/** Carries calls from the window and events to it. The only file that touches `ipcMain`. */
export class MainChannel {
  readonly #modules: MainChannelModules;
  /** Ends the calls that a page left behind when it was reloaded or closed. */
  #page = new AbortController();

  constructor(modules: MainChannelModules) {
    this.#modules = modules;
  }

  /** Begins to answer. Call once. */
  open(): void {
    ipcMain.handle(callChannel, (event, name: unknown, input: unknown) => this.#answer(event, name, input));
  }

  /** Ends what the present page still waits for; call when it goes away. */
  forgetPage(): void {
    this.#page.abort();
    this.#page = new AbortController();
  }

  /** Sends one event to the window, when there is one. */
  readonly send: AppEventListener = (name, payload) => {
    const contents = this.#modules.contents();
    if (contents && !contents.isDestroyed()) contents.send(eventChannel, name, payload);
  };

  async #answer(event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<CallResult<unknown>> {
    if (!isOwnPage(event, this.#modules.contents()))
      return { ok: false, error: new ExecutorError('CONTROL_UNTRUSTED_SENDER').toObject() };
    return this.#modules.dispatch(name, input, { signal: this.#page.signal });
  }
}
