import type { SignalReading, SignalSource } from '../../interface.ts';
import type { GameTable } from '../games/match-game.ts';
import { active, notAvailable, quiet } from '../readings.ts';

/** What the desktop says of the window in front. */
export interface FrontWindow {
  readonly fillsScreen: boolean;
  /** Name of its executable without the folder, or of its class; null where that is not told. */
  readonly executable: string | null;
}

/** Whoever knows the window in front; null where this desktop does not tell. */
export interface FrontWindowSource {
  /** In words, for the detail. */
  readonly origin: string;
  front(signal: AbortSignal): Promise<FrontWindow | null>;
}

/** A program that fills the screen. */
export class FullScreen implements SignalSource {
  readonly name = 'window in front';
  readonly signal = 'full-screen';
  readonly everyMs = 1000;
  readonly #window: FrontWindowSource;
  readonly #table: () => GameTable;

  constructor(modules: { readonly window: FrontWindowSource; readonly table: () => GameTable }) {
    this.#window = modules.window;
    this.#table = modules.table;
  }

  async look(signal: AbortSignal): Promise<SignalReading> {
    const front = await this.#window.front(signal);
    if (front === null) return notAvailable('This desktop does not tell what fills the screen.');
    if (!front.fillsScreen) return quiet('No program fills the screen.');
    if (front.executable === null) return active(null, `A program fills the screen, by ${this.#window.origin}.`);
    const title = this.#table().titleOf(front.executable);
    if (title === null) return quiet('A program that is left out fills the screen.');
    return active(title, `${title} fills the screen, by ${this.#window.origin}.`);
  }
}
