import { commandOutput, type Variables } from '../command.ts';
import type { FrontWindow, FrontWindowSource } from './full-screen.ts';

/** What the command says: of a window, and of one that is written as a plain number. */
const windowId = /^_NET_ACTIVE_WINDOW\(\w+\)(?:: window id #| =) (0x[0-9a-f]{1,16}|\d{1,10})/im;

/**
 * The active window as an X11 window manager tells it (`_NET_ACTIVE_WINDOW`, `_NET_WM_STATE_FULLSCREEN`), asked with
 * `xprop`. Under Wayland that is true for programs that draw through Xwayland, as most games do.
 */
export class X11Window implements FrontWindowSource {
  readonly origin = 'the window manager';
  readonly #env: Variables;

  constructor(options: { readonly env: Variables }) {
    this.#env = options.env;
  }

  async front(signal: AbortSignal): Promise<FrontWindow | null> {
    if (!this.#env.DISPLAY) return null;
    const root = await this.#xprop(['-root', '_NET_ACTIVE_WINDOW'], signal);
    if (root === null) return null;
    const id = windowId.exec(root)?.[1];
    if (id === undefined || Number(id) === 0) return { fillsScreen: false, executable: null };
    // A window may close between the two questions.
    const window = (await this.#xprop(['-id', id, '_NET_WM_STATE', 'WM_CLASS'], signal)) ?? '';
    return parseWindow(window);
  }

  async #xprop(args: readonly string[], signal: AbortSignal): Promise<string | null> {
    return commandOutput('xprop', args, { signal, env: this.#env }).catch(() => null);
  }
}

/** A window as `xprop` describes it. */
export function parseWindow(text: string): FrontWindow {
  const states = /^_NET_WM_STATE\(ATOM\) = (.*)$/m.exec(text)?.[1]?.split(', ') ?? [];
  const executable = /^WM_CLASS\(STRING\) = "([^"]{1,100})"/m.exec(text)?.[1] ?? null;
  return { fillsScreen: states.includes('_NET_WM_STATE_FULLSCREEN'), executable };
}
