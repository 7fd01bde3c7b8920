import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Status } from '../../../core/control/index.ts';
import { ControlClient } from '../../../core/control/socket/index.ts';
import { systemClock } from '../../../core/foundation/clock.ts';
import { eventually } from './eventually.ts';
import { noPresence } from './no-presence.ts';

const program = fileURLToPath(new URL('../../../core/cli/lloom-executor.ts', import.meta.url));

/** What a command line of `lloom-executor` gave. */
export interface CliResult {
  readonly exitStatus: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the real command line to its end, in a process of its own. */
export async function runCli(dataFolder: string, args: readonly string[], input = ''): Promise<CliResult> {
  const child = spawnCli(dataFolder, args);
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  child.stdin?.on('error', () => {}).end(input);
  const [exitStatus] = await once(child, 'close');
  return { exitStatus, ...texts };
}

/** `lloom-executor start` in a process of its own. */
export class CliExecutor {
  readonly control: ControlClient;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';

  /** Starts it; the data folder holds its configuration. */
  constructor(dataFolder: string, args: readonly string[] = []) {
    this.#child = spawnCli(dataFolder, ['start', ...args]);
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-1_000_000);
      });
    this.control = new ControlClient({ clock: systemClock }, { socketPath: join(dataFolder, 'control.sock') });
  }

  /** What it wrote to its standard output and error, the last million characters. */
  get output(): string {
    return this.#output;
  }

  /** Waits until its status is as wanted. @throws Error with its output when it ends, or takes too long. */
  async until(what: string, isSo: (status: Status) => boolean, timeoutMs = 60_000): Promise<Status> {
    const look = async () => {
      if (this.#child.exitCode !== null) throw new Error(`The executor ended:\n${this.output}`);
      const status = await this.control.call('status.get', {}, { timeoutMs: 5000 });
      return isSo(status) ? status : null;
    };
    return eventually(what, look, timeoutMs);
  }

  serving(timeoutMs?: number): Promise<Status> {
    return this.until('the executor serves', ({ state }) => state === 'serving', timeoutMs);
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    await this.control.close();
  }

  /** Ends it as Ctrl+C does. @returns The exit status. */
  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    await this.#ended;
    await this.control.close();
    return this.#child.exitCode;
  }

  /** Ends it however it is. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }
}

/** The text of a configuration for a local network and the scripted LM Studio. */
export function cliConfig(settings: {
  readonly bootstrap: string;
  readonly baseUrl: string;
  /** @defaultValue 0, a free one */
  readonly port?: number;
}): string {
  return `[network]
listen_address = "/ip4/127.0.0.1/tcp/${settings.port ?? 0}"
bootstrap_peers = ["${settings.bootstrap}"]

[llm_client]
backend = "lmstudio"
base_url = "${settings.baseUrl}/v1"
`;
}

function spawnCli(dataFolder: string, args: readonly string[]): ChildProcess {
  const { LLOOM_PRIVATE_KEY: _, ...env } = process.env;
  return spawn(process.execPath, [program, ...args], {
    env: { ...noPresence, ...env, LLOOM_DATA_DIR: dataFolder, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
