import { commandOutput, type Variables } from '../command.ts';
import { fileName, MAX_PROGRAMS, type ProcessList, type RunningProgram } from './processes.ts';

/** A command that lists programs, and how a line of its is read. */
export interface ListCommand {
  readonly file: string;
  readonly args: readonly string[];
  parse(line: string): RunningProgram | null;
}

/** `tasklist` of Windows: `"game.exe","1234","Console","1","12,345 K"`, without a heading. */
export const tasklist: ListCommand = {
  file: 'tasklist',
  args: ['/fo', 'csv', '/nh'],
  parse(line) {
    const [, name, pid] = /^"([^"]+)","(\d+)"/.exec(line) ?? [];
    return name === undefined ? null : { pid: Number(pid), names: [name] };
  },
};

/** `ps` as macOS has it: the process id, then the path of the executable. */
export const ps: ListCommand = {
  file: 'ps',
  args: ['-axo', 'pid=,comm='],
  parse(line) {
    const [, pid, path] = /^\s*(\d+)\s+(.+)$/.exec(line) ?? [];
    return path === undefined ? null : { pid: Number(pid), names: [fileName(path.trimEnd())] };
  },
};

/** Programs as a command of the system lists them. */
export class CommandList implements ProcessList {
  readonly everyMs = 2000;
  readonly #command: ListCommand;
  readonly #env: Variables;

  constructor(command: ListCommand, options: { readonly env: Variables }) {
    this.#command = command;
    this.#env = options.env;
  }

  async list(signal: AbortSignal): Promise<readonly RunningProgram[]> {
    const { file, args, parse } = this.#command;
    const output = await commandOutput(file, args, { signal, env: this.#env });
    const lines = output.split(/\r?\n/, MAX_PROGRAMS);
    return lines.flatMap((line) => parse(line) ?? []);
  }
}
