import type { SignalReading, SignalSource } from '../../interface.ts';
import { active, quiet } from '../readings.ts';
import type { GameTable } from './match-game.ts';
import type { ProcessList } from './processes.ts';

/** Games among the programs that run. */
export class ProcessGames implements SignalSource {
  readonly name = 'process list';
  readonly signal = 'game';
  readonly everyMs: number;
  readonly #list: ProcessList;
  readonly #table: () => GameTable;

  constructor(modules: { readonly list: ProcessList; readonly table: () => GameTable }) {
    this.#list = modules.list;
    this.#table = modules.table;
    this.everyMs = modules.list.everyMs;
  }

  async look(signal: AbortSignal): Promise<SignalReading> {
    const table = this.#table();
    for (const program of await this.#list.list(signal)) {
      const game = table.find(program);
      if (game !== null) return active(game, `${game} runs, by the list of programs.`);
    }
    return quiet('No known game runs.');
  }
}
