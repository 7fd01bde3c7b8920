import { knownExclusions, knownGames } from './game-table.ts';
import type { RunningProgram } from './processes.ts';

/** Linux cuts the name of a process here. */
const COMM_LENGTH = 15;

/** The owner's own words about games. */
export interface GameSettings {
  /** Executables that count as games beside the known ones. */
  readonly games: readonly string[];
  /** Executables that never do. */
  readonly exclude: readonly string[];
}

/** Knows which program is a game, by the name of its executable and nothing else. */
export class GameTable {
  /** Names for people by executable, in lower case and without `.exe`. */
  readonly #names: ReadonlyMap<string, string>;
  /** The same by what is left where a name was cut. */
  readonly #cut: ReadonlyMap<string, string>;
  readonly #excluded: ReadonlySet<string>;

  constructor({ games, exclude }: GameSettings) {
    this.#excluded = new Set(exclude.map(key));
    const own = games.map((name) => [key(name), name.replace(/\.exe$/i, '')] as const);
    const names = [...Object.entries(knownGames), ...own].filter(([name]) => !this.#excluded.has(name));
    this.#names = new Map(names);
    this.#cut = new Map(names.flatMap(([name, title]) => cutNames(name).map((cut) => [cut, title] as const)));
  }

  /** The game that a program is; null for anything else. */
  find({ names }: RunningProgram): string | null {
    if (names.some((name) => this.#excluded.has(key(name)))) return null;
    for (const name of names) {
      const title =
        this.#names.get(key(name)) ?? (name.length === COMM_LENGTH ? this.#cut.get(name.toLowerCase()) : null);
      if (title !== undefined && title !== null) return title;
    }
    return null;
  }

  /** The name of a program in front for people; null where it is no reason to pause. */
  titleOf(executable: string): string | null {
    const name = key(executable);
    if (this.#excluded.has(name) || knownExclusions.includes(name)) return null;
    return this.#names.get(name) ?? executable.replace(/\.exe$/i, '');
  }
}

const key = (name: string) => name.toLowerCase().replace(/\.exe$/, '');

/** How a name that is too long appears, with and without its ending. */
function cutNames(name: string): readonly string[] {
  return [name, `${name}.exe`].filter((full) => full.length > COMM_LENGTH).map((full) => full.slice(0, COMM_LENGTH));
}
